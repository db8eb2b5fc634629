using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

public sealed class ProtobufLabelInjectionTests
{
    private static readonly byte[] Ours = Label("container", "web");

    [Fact]
    public void TheLabelGoesBehindTheLastOne() => AssertLabeled(
        Family("g", 1, Metric(Label("a", "b"), Label("c", "d"), Ours, Gauge(1)), Metric(Gauge(2), Label("a", "b"), Ours, Integer(6, 7)), Metric(Ours, Gauge(3))),
        Family("g", 1, Metric(Label("a", "b"), Label("c", "d"), Gauge(1)), Metric(Gauge(2), Label("a", "b"), Integer(6, 7)), Metric(Gauge(3))));

    [Fact]
    public void EverythingElseIsCopiedByteForByte()
    {
        byte[] unknown = [.. Integer(100, 7), .. Varint((101 << 3) | 3), .. Varint((101 << 3) | 4), .. Text(102, "x")];

        // Longer varints than needed, packed and unpacked deltas, a native histogram with parts of both kinds.
        byte[] histogram = Bytes(7,
            [0x08, 0x86, 0x80, 0x00], Zigzag(5, 3), Bytes(12, Zigzag(1, -1), Integer(2, 2)), Bytes(13, [4]), [0x68, 0x81, 0x00], Integer(7, 3), unknown);
        AssertLabeled(
            Family("h", 4, Metric(unknown, Label("a", "b"), Ours, histogram, unknown), unknown),
            Family("h", 4, Metric(unknown, Label("a", "b"), histogram, unknown), unknown));
    }

    [Theory]
    [InlineData(LabelCollision.Rename)]
    [InlineData(LabelCollision.Override)]
    [InlineData(LabelCollision.Honor)]
    public void AnEmptyLabelOfThatNameIsReplaced(LabelCollision onCollision) => AssertLabeled(
        Family("g", 1, Metric(Label("a", "b"), Ours, Gauge(1))),
        Family("g", 1, Metric(Label("container", ""), Label("a", "b"), Gauge(1))),
        onCollision);

    [Fact]
    public void AnotherLabelOfThatNameIsRenamed()
    {
        byte[] unknown = Integer(9, 1);
        AssertLabeled(
            Family("g", 1,
                Metric(Label("exported_container", "x"), Label("a", "b"), Ours, Gauge(1)),
                Metric(Label("exported_container", "y"), Label("exported_exported_container", "x"), Ours, Gauge(2)),
                Metric(Bytes(1, Text(1, "exported_container"), Text(2, "x"), unknown), Ours, unknown),
                Metric(Label("container2", "container"), Ours, Gauge(4))),
            Family("g", 1,
                Metric(Label("container", "x"), Label("a", "b"), Gauge(1)),
                Metric(Label("exported_container", "y"), Label("container", "x"), Gauge(2)),
                Metric(Bytes(1, Text(2, "x"), unknown, Text(1, "container")), unknown),
                Metric(Label("container2", "container"), Gauge(4))));
    }

    [Fact]
    public void TheNameOfALabelWithoutAValueIsFree() => AssertLabeled(
        Family("g", 1,
            Metric(Label("exported_container", "x"), Label("a", ""), Ours, Gauge(1)),
            Metric(Label("exported_container", "x"), Ours, Gauge(2)),
            Metric(Label("exported_container", ""), Ours, Gauge(3))),
        Family("g", 1,
            Metric(Label("exported_container", ""), Label("container", "x"), Label("a", ""), Gauge(1)),
            Metric(Label("container", "x"), Label("exported_container", ""), Gauge(2)),
            Metric(Label("container", ""), Label("exported_container", ""), Gauge(3))));

    [Fact]
    public void AnEmptyLabelBesideOneOfThatNameStays() => AssertLabeled(
        Family("g", 1, Metric(Label("exported_container", "x"), Bytes(1), Ours, Gauge(1))),
        Family("g", 1, Metric(Label("container", "x"), Bytes(1), Gauge(1))));

    [Fact]
    public void ARenamedLabelMayNeedALongerLength()
    {
        var value = new string('v', 112);
        AssertLabeled(
            Family("g", 1, Metric(Label("exported_container", value), Ours)),
            Family("g", 1, Metric(Label("container", value))));
    }

    [Fact]
    public void AnotherLabelOfThatNameIsOverriddenOrHonored()
    {
        var page = Family("g", 1, Metric(Label("container", "x"), Label("a", "b"), Gauge(1)), Metric(Gauge(2)));
        AssertLabeled(Family("g", 1, Metric(Label("a", "b"), Ours, Gauge(1)), Metric(Ours, Gauge(2))), page, LabelCollision.Override);
        AssertLabeled(Family("g", 1, Metric(Label("container", "x"), Label("a", "b"), Gauge(1)), Metric(Ours, Gauge(2))), page, LabelCollision.Honor);
    }

    [Fact]
    public void AnotherLabelOfThatNameCanBeRefused()
    {
        var page = Parsed([.. Family("f", 1, Metric(Gauge(1))), .. Family("g", 1, Metric(Label("container", "x"), Gauge(1)))]);
        var error = new LabelInjector("container", "web", LabelCollision.Fail).Label(page, new LabeledExposition());
        Assert.Equal("line 2, column 28: the metric already has a label container, near \"0a 0e 0a 09 63 6f 6e 74 61 69 6e 65 72 12 01 78 12 09 09 00 00 00 00 00 00 f0 3f\"", error?.ToString());
    }

    [Fact]
    public void CollisionsAreCounted()
    {
        Assert.Equal(1, Labeled(Family("g", 1, Metric(Label("container", "x")), Metric(Label("container", "")), Metric(Label("a", "x"))), "web").CollisionCount);
    }

    [Fact]
    public void FamiliesOfOneNameBecomeOneMessage()
    {
        var one = Family("g_s", 1, Text(2, "First."), Metric(Gauge(1)), Integer(100, 1));
        byte[] two = [.. Family("f_s", 0, Text(5, "s"), Metric(Counter(1))), .. Family("g_s", 1, Text(2, "Second."), Text(5, "s"), Metric(Label("a", "b"), Gauge(2)), Integer(100, 2))];
        var three = Family("g_s", 1, Metric(Gauge(3)));
        Assert.Equal(
            [
                .. Delimited([.. Text(1, "f_s"), .. Integer(3, 0), .. Metric(Label("container", "b"), Counter(1)), .. Text(5, "s")]),
                .. Delimited([
                    .. Text(1, "g_s"), .. Text(2, "First."), .. Integer(3, 1),
                    .. Metric(Label("container", "a"), Gauge(1)), .. Metric(Label("a", "b"), Label("container", "b"), Gauge(2)), .. Metric(Label("container", "c"), Gauge(3)),
                    .. Text(5, "s"), .. Integer(100, 1), .. Integer(100, 2)]),
            ],
            Merge(Labeled(one, "a"), Labeled(two, "b"), Labeled(three, "c")));
    }

    [Fact]
    public void UnitsThatDisagreeAreDropped() => Assert.Equal(
        Family("g", 1, Metric(Gauge(1)), Metric(Gauge(2))),
        Merge(Unlabeled(Family("g", 1, Text(5, "s"), Metric(Gauge(1)))), Unlabeled(Family("g", 1, Text(5, "m"), Metric(Gauge(2))))));

    [Fact]
    public void AFamilyInPiecesIsPutTogether() => Assert.Equal(
        Family("g", 1, Metric(Gauge(1)), Metric(Gauge(2))),
        Merge(Unlabeled([.. Family("g", 1, Metric(Gauge(1))), .. Family("g", 1, Metric(Gauge(2)))])));

    [Fact]
    public void ADroppedMetricIsNotHandedOn() => Assert.Equal(
        Family("g", 1, Metric(Ours, Gauge(1)), Metric(Ours, Gauge(3))),
        Merge(Labeled(Family("g", 1, Metric(Gauge(1)), Metric(Label("a", "b"), Label("a", "c"), Gauge(2)), Metric(Gauge(3))), "web")));

    [Fact]
    public void NothingIsAllocatedTheSecondTime()
    {
        byte[] page = [.. Enumerable.Range(0, 50).SelectMany(i => Family($"g{i:d2}", 1, Text(2, "Help."), Metric(Label("container", "x"), Gauge(i)), Metric(Label("a", "b"), Gauge(i))))];
        var parsed = new ParsedExposition();
        var injector = new LabelInjector("container", "web");
        LabeledExposition[] sources = [new LabeledExposition()];
        var merger = new FamilyMerger();
        var output = new ReusedOutput(page.Length * 2);
        for (var warm = 0; warm < 3; warm++)
        {
            Run();
        }

        var before = GC.GetAllocatedBytesForCurrentThread();
        Run();
        Assert.Equal(0, GC.GetAllocatedBytesForCurrentThread() - before);
        Assert.Equal(Merge(Labeled(page, "web")), output.Written);

        void Run()
        {
            ExpositionReader.Read(page, ExpositionFormat.Protobuf, ReadMode.Tolerant, parsed);
            injector.Label(parsed, sources[0]);
            output.Clear();
            merger.Merge(sources, ExpositionFormat.Protobuf).WriteTo(output, ExpositionFormat.Protobuf);
        }
    }

    private static void AssertLabeled(byte[] expected, byte[] page, LabelCollision onCollision = LabelCollision.Rename) =>
        Assert.Equal(Convert.ToHexStringLower(expected), Convert.ToHexStringLower(Merge(Labeled(page, "web", onCollision))));
}

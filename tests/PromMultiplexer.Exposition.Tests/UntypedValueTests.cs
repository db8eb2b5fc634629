using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>The zero that an untyped metric leaves out is written, because Prometheus 3 takes the value of the one before for it.</summary>
public sealed class UntypedValueTests
{
    private static readonly byte[] Container = Label("container", "web");

    public static TheoryData<byte[]> LeftOut => new()
    {
        Bytes(5),
        Array.Empty<byte>(),
        Gauge(3),
        Bytes(5, Integer(9, 1)),
        (byte[])[.. Label("a", "b"), .. Bytes(5)],
        (byte[])[.. Bytes(5), .. Integer(6, 1000)],
    };

    public static TheoryData<byte[]> Said => new()
    {
        Untyped(0),
        Untyped(7),
        (byte[])[.. Untyped(7), .. Bytes(5)],
        (byte[])[.. Untyped(7), .. Gauge(3)],
        (byte[])[.. Bytes(5, Integer(9, 1), Number(1, 7))],
    };

    [Theory]
    [MemberData(nameof(LeftOut))]
    public void AValueThatIsLeftOutIsWritten(byte[] metric)
    {
        var page = Merge(Unlabeled([.. Family("a", 3, Metric(Untyped(7))), .. Family("b", 3, Metric(metric))]));
        Assert.Equal([.. Family("a", 3, Metric(Untyped(7))), .. Family("b", 3, Metric(metric, Untyped(0)))], page);
        Assert.Equal([7.0, 0.0], Read(page).Select(family => Assert.Single(family.Metrics).Untyped!.Value));
        Assert.Equal(page, Merge(Unlabeled(page)));
    }

    [Theory]
    [MemberData(nameof(Said))]
    public void AValueThatIsThereStaysAsItIs(byte[] metric)
    {
        var page = Family("a", 3, Metric(metric));
        Assert.Equal(page, Merge(Unlabeled(page)));
    }

    [Fact]
    public void AMetricThatWasSpelledAnewGetsItToo()
    {
        // Where the value stood before, the byte that stands there now would look like one that says so.
        var exported = Label("exported_container", new string('*', 40));
        Assert.Equal(
            Family("a", 3, Metric(exported, Container, Gauge(3), Untyped(0))),
            Merge(Labeled(Family("a", 3, Metric(Label("container", new string('*', 40)), Gauge(3))), "web")));
    }

    [Fact]
    public void OtherTypesKeepWhatTheyLeaveOut()
    {
        byte[] page = [.. Family("a", 0, Metric(Bytes(3))), .. Family("b", 1, Metric(Bytes(2)))];
        Assert.Equal(page, Merge(Unlabeled(page)));
    }
}

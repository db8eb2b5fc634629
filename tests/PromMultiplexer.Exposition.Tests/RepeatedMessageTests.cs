using PromMultiplexer.Exposition.Tests.Corpus;
using PromMultiplexer.Exposition.Tests.Fuzzing;
using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>A page of messages that is read by comparing it with the one before is seen as if it had been the first.</summary>
public sealed class RepeatedMessageTests
{
    private readonly RepeatAgreement _readers = new(ExpositionFormat.Protobuf);

    /// <summary>What differs, the page before, the page, and whether that is a page of the same shape.</summary>
    public static TheoryData<string, byte[], byte[], bool> Pairs => new()
    {
        { "nothing", Family("a", 1, Metric(Gauge(1))), Family("a", 1, Metric(Gauge(1))), true },
        { "both are empty", [], [], true },
        { "no families any more", Family("a", 1, Metric(Gauge(1))), [], false },
        { "no families before", [], Family("a", 1, Metric(Gauge(1))), false },
        { "a gauge", Family("a", 1, Metric(Gauge(1))), Family("a", 1, Metric(Gauge(double.NaN))), true },
        { "a counter", Family("a", 0, Metric(Counter(1))), Family("a", 0, Metric(Counter(-5))), true },
        { "an untyped", Family("a", 3, Metric(Untyped(1))), Family("a", 3, Metric(Untyped(2))), true },
        { "the gauge of a counter", Family("a", 0, Metric(Gauge(1))), Family("a", 0, Metric(Gauge(2))), true },
        { "the first of two values", Family("a", 1, Metric(Gauge(1), Gauge(1))), Family("a", 1, Metric(Gauge(2), Gauge(1))), true },
        { "the second of two values", Family("a", 1, Metric(Gauge(1), Gauge(1))), Family("a", 1, Metric(Gauge(1), Gauge(2))), true },
        { "a value in front of the labels", Family("a", 1, Metric(Gauge(1), Label("b", "c"))), Family("a", 1, Metric(Gauge(2), Label("b", "c"))), true },
        { "a value that is gone", Family("a", 1, Metric(Gauge(1))), Family("a", 1, Metric(Bytes(2))), true },
        { "a value that has come", Family("a", 1, Metric(Bytes(2))), Family("a", 1, Metric(Gauge(1))), true },
        { "a label's value", Family("a", 1, Metric(Label("b", "c"), Gauge(1))), Family("a", 1, Metric(Label("b", "d"), Gauge(1))), false },
        { "a label more", Family("a", 1, Metric(Gauge(1))), Family("a", 1, Metric(Label("b", "c"), Gauge(1))), false },
        { "a label less", Family("a", 1, Metric(Label("b", "c"), Gauge(1))), Family("a", 1, Metric(Gauge(1))), false },
        { "a name", Family("a", 1, Metric(Gauge(1))), Family("b", 1, Metric(Gauge(1))), false },
        { "a type", Family("a", 1, Metric(Gauge(1))), Family("a", 3, Metric(Gauge(1))), false },
        { "a help", Family("a", 1, Text(2, "x"), Metric(Gauge(1))), Family("a", 1, Text(2, "y"), Metric(Gauge(1))), false },
        { "a unit", Family("a", 1, Metric(Gauge(1)), Text(5, "x")), Family("a", 1, Metric(Gauge(1)), Text(5, "y")), false },
        { "a unit that has moved", Family("a", 1, Metric(Bytes(2)), Text(5, "x")), Family("a", 1, Metric(Gauge(1)), Text(5, "x")), true },
        { "a name that has moved", Delimited([.. Metric(Bytes(2)), .. Text(1, "a")]), Delimited([.. Metric(Gauge(1)), .. Text(1, "a")]), true },
        { "a name between metrics", Delimited([.. Metric(Gauge(1)), .. Text(1, "a"), .. Metric(Gauge(1))]), Delimited([.. Metric(Gauge(2)), .. Text(1, "a"), .. Metric(Gauge(1))]), false },
        { "an empty help", Family("a", 1, Metric(Bytes(2)), Text(2, "")), Family("a", 1, Metric(Gauge(1)), Text(2, "")), true },
        { "a metric more", Family("a", 1, Metric(Gauge(1))), Family("a", 1, Metric(Gauge(1)), Metric(Label("b", "c"), Gauge(1))), false },
        { "a metric less", Family("a", 1, Metric(Gauge(1)), Metric(Label("b", "c"), Gauge(1))), Family("a", 1, Metric(Gauge(1))), false },
        { "a family more", Family("a", 1, Metric(Gauge(1))), [.. Family("a", 1, Metric(Gauge(1))), .. Family("b", 1, Metric(Gauge(1)))], false },
        { "a family less", [.. Family("a", 1, Metric(Gauge(1))), .. Family("b", 1, Metric(Gauge(1)))], Family("a", 1, Metric(Gauge(1))), false },
        { "a family without metrics", [.. Family("b", 1), .. Family("a", 1, Metric(Gauge(1)))], [.. Family("b", 1), .. Family("a", 1, Metric(Gauge(2)))], true },
        { "a timestamp", Family("a", 1, Metric(Gauge(1), Integer(6, 5))), Family("a", 1, Metric(Gauge(1), Integer(6, 1_700_000_000_000))), true },
        { "a timestamp that is gone", Family("a", 1, Metric(Gauge(1), Integer(6, 5))), Family("a", 1, Metric(Gauge(1))), true },
        { "an exemplar", Family("a", 0, Metric(Bytes(3, Number(1, 1)))), Family("a", 0, Metric(Bytes(3, Number(1, 1), Bytes(2, Label("t", "x"))))), true },
        { "a length in more bytes than it needs", Family("a", 1, Metric(Gauge(1))), Family("a", 1, [0x22, 0x8b, 0x00, .. Gauge(1)]), true },
        { "a length in as many bytes as it needs", Family("a", 1, [0x22, 0xa2, 0x00, .. Bytes(9, new byte[32])]), Family("a", 1, [0x22, 0x22, .. Bytes(9, new byte[32])]), true },
        { "an unknown field more", Family("a", 1, Metric(Gauge(1))), Family("a", 1, Integer(9, 1), Metric(Gauge(1))), false },
        { "an unknown field less", Family("a", 1, Integer(9, 1), Metric(Gauge(1))), Family("a", 1, Metric(Gauge(1))), false },
        { "an unknown field behind", Family("a", 1, Metric(Gauge(1)), Integer(9, 1)), Family("a", 1, Metric(Gauge(1)), Integer(9, 2)), false },
        { "an unknown field of a metric", Family("a", 1, Metric(Gauge(1), Integer(9, 1))), Family("a", 1, Metric(Gauge(1), Integer(9, 2))), true },
        { "a summary's count", Family("a", 2, Metric(Bytes(4, Integer(1, 127)))), Family("a", 2, Metric(Bytes(4, Integer(1, 128)))), true },
        { "a quantile more", Family("a", 2, Metric(Bytes(4, Integer(1, 1)))), Family("a", 2, Metric(Bytes(4, Integer(1, 1), Bytes(3, Number(1, 0.5))))), false },
        { "a bucket's count", Family("a", 4, Metric(Bytes(7, Bytes(3, Integer(1, 1), Number(2, 1))))), Family("a", 4, Metric(Bytes(7, Bytes(3, Integer(1, 300), Number(2, 1))))), true },
        { "a bucket more", Family("a", 4, Metric(Bytes(7, Bytes(3, Number(2, 1))))), Family("a", 4, Metric(Bytes(7, Bytes(3, Number(2, 1)), Bytes(3, Number(2, 2))))), false },
        { "a label that is there twice now", Family("a", 1, Metric(Label("b", "c"), Gauge(1))), Family("a", 1, Metric(Label("b", "c"), Label("b", "d"), Gauge(1))), false },
        { "a label that is there twice", Family("a", 1, Metric(Gauge(1)), Metric(Label("b", "c"), Label("b", "d"), Gauge(1))), Family("a", 1, Metric(Gauge(2)), Metric(Label("b", "c"), Label("b", "d"), Gauge(1))), false },
        { "a metric more that is dropped", Family("a", 1, Metric(Gauge(1))), Family("a", 1, Metric(Gauge(2)), Metric(Label("b", "c"), Label("b", "d"), Gauge(1))), false },
        { "a bound's label that counts now", Family("a", 4, Metric(Label("le", "c"), Bytes(7, Integer(7, 1), Integer(1, 1)))), Family("a", 4, Metric(Label("le", "c"), Bytes(7, Integer(7, 0), Integer(1, 1)))), false },
        { "a native histogram", Family("a", 4, Metric(Bytes(7, Integer(7, 1), Integer(1, 1)))), Family("a", 4, Metric(Bytes(7, Integer(7, 2), Integer(1, 2)))), true },
        { "a histogram that is native now", Family("a", 4, Metric(Bytes(7, Integer(7, 0), Integer(1, 1)))), Family("a", 4, Metric(Bytes(7, Integer(7, 1), Integer(1, 1)))), false },
        { "a histogram that is native no more", Family("a", 4, Metric(Bytes(7, Integer(7, 1), Integer(1, 1)))), Family("a", 4, Metric(Bytes(7, Integer(7, 0), Integer(1, 1)))), false },
        { "a native histogram behind another", Family("a", 4, Metric(Bytes(7, Integer(7, 1), Integer(1, 1))), Metric(Label("le", "c"), Bytes(7, Integer(7, 1), Integer(1, 1)))), Family("a", 4, Metric(Bytes(7, Integer(7, 2), Integer(1, 2))), Metric(Label("le", "c"), Bytes(7, Integer(7, 2), Integer(1, 2)))), true },
        { "two families of one name", [.. Family("a", 1, Metric(Gauge(1))), .. Family("a", 0, Metric(Counter(1)))], [.. Family("a", 1, Metric(Gauge(2))), .. Family("a", 0, Metric(Counter(2)))], true },
        { "a series at two times", Family("a", 1, Metric(Gauge(1), Integer(6, 2000)), Metric(Gauge(1), Integer(6, 1000))), Family("a", 1, Metric(Gauge(2), Integer(6, 2000)), Metric(Gauge(2), Integer(6, 3000))), true },
        { "metrics that stand apart in lines", Family("a", 2, Metric(Bytes(4, Integer(1, 1))), Metric(Label("b", "c"), Bytes(4, Integer(1, 1))), Metric(Bytes(4, Integer(1, 1)))), Family("a", 2, Metric(Bytes(4, Integer(1, 2))), Metric(Label("b", "c"), Bytes(4, Integer(1, 2))), Metric(Bytes(4, Integer(1, 2)))), true },
        { "the page's order", [.. Family("a", 1, Metric(Gauge(1))), .. Family("b", 1, Metric(Gauge(1)))], [.. Family("b", 1, Metric(Gauge(1))), .. Family("a", 1, Metric(Gauge(1)))], false },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void PagesHaveOneShapeWhereOnlyValuesDiffer(string difference, byte[] first, byte[] second, bool isSameShape)
    {
        _readers.Check(first, second, first);
        var next = Next(second, Parsed(first), out var shape);
        Assert.True(isSameShape == (next.Shape == shape), difference);
    }

    [Fact]
    public void AFamilyOfItsOwnKindDoesNotKeepTheOthersFromBeingCompared()
    {
        // The second has a metric more; a page that ends within the third is refused for that.
        byte[] first = [.. Family("a", 1, Metric(Gauge(1))), .. Family("b", 1), .. Family("c", 1, Metric(Gauge(1)))];
        byte[] second = [.. Family("a", 1, Metric(Gauge(2))), .. Family("b", 1, Metric(Gauge(3))), .. Family("c", 1, Metric(Gauge(4)))];
        _readers.Check(first, second, second[..^1], second, first);
    }

    [Fact]
    public void AHistogramThatCountsNowIsRefusedBehindANativeOne()
    {
        var native = Metric(Bytes(7, Integer(7, 1), Integer(1, 1)));
        var first = Family("a", 4, native, Metric(Label("b", "c"), Bytes(7, Integer(1, 0))));
        var second = Family("a", 4, native, Metric(Label("b", "c"), Bytes(7, Integer(1, 1))));
        Assert.NotNull(Refusal(second));
        _readers.Check(first, second, first);
    }

    [Fact]
    public void StrictReadingComparesNothing()
    {
        var page = Family("a", 1, Metric(Gauge(1)));
        var next = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(page, ExpositionFormat.Protobuf, ReadMode.Strict, next, Parsed(page)));
        Assert.NotEqual(Parsed(page).Shape, next.Shape);
        var twice = Family("a", 1, Metric(Gauge(1)), Metric(Gauge(1)));
        Assert.NotNull(ExpositionReader.Read(twice, ExpositionFormat.Protobuf, ReadMode.Strict, next, Parsed(twice)));
    }

    [Fact]
    public void NothingIsComparedWithWhatIsNoPageThatWasRead()
    {
        // The metric has the label already and was spelled anew, outside of the page.
        var page = Family("a", 1, Metric(Label("container", "x"), Gauge(1)));
        var relabeled = Labeled(page, "web").Exposition;
        Assert.Equal(0, relabeled.Shape);
        var next = Next(page, relabeled, out var shape);
        Assert.NotEqual(shape, next.Shape);
        Assert.Equal(ReaderAgreement.Describe(Parsed(page)), ReaderAgreement.Describe(next));
    }

    [Fact]
    public void WhatIsReportedIsWhatThePresentPageHas()
    {
        // In text the second page is the first with another value; but it has a metric that is dropped.
        var first = Labeled(Family("a", 1, Metric(Gauge(1))), "web");
        var second = Labeled(Family("a", 1, Metric(Gauge(2)), Metric(Label("b", "c"), Label("b", "d"), Gauge(1))), "web");
        var merger = new FamilyMerger();
        Assert.Empty(merger.Merge([first]).Conflicts);
        Assert.Equal(ConflictKind.DuplicateLabel, Assert.Single(merger.Merge([second]).Conflicts).Kind);
        Assert.Empty(merger.Merge([first]).Conflicts);
    }

    [Fact]
    public void NamesInQuotesAreLookedForOnEveryPage()
    {
        var plain = Family("a", 0, Metric(Bytes(3, Number(1, 1), Bytes(2, Label("t", "x")))));
        var quoted = Family("a", 0, Metric(Bytes(3, Number(1, 1), Bytes(2, Label("t.u", "x")))));
        var previous = Parsed(plain);
        Assert.False(previous.HasQuotedNames);
        var next = Next(quoted, previous, out var shape);
        Assert.Equal(shape, next.Shape);
        Assert.True(next.HasQuotedNames);
    }

    [Fact]
    public void TheUsualPageCutAnywhere()
    {
        byte[] page = [.. ProtobufMutationTests.Messages.SelectMany(message => message)];
        for (var length = 0; length <= page.Length; length++)
        {
            _readers.Check(page, page[..length], page);
        }
    }

    [Fact]
    public void TheUsualPageWithAnyByteChanged()
    {
        byte[] page = [.. ProtobufMutationTests.Messages.SelectMany(message => message)];
        for (var at = 0; at < page.Length; at++)
        {
            foreach (var value in (ReadOnlySpan<byte>)[0, 0x22, 0x80, (byte)(page[at] ^ 1), (byte)(page[at] + 1)])
            {
                byte[] changed = [.. page];
                changed[at] = value;
                _readers.Check(page, changed);
            }
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void RandomPages(int seed, bool isWild)
    {
        var random = new Random(seed);
        var values = new ChangingMessages(random) { IsWild = isWild, ChangedRate = isWild ? 8 : 2 };
        for (var rounds = Effort.Rounds(150); rounds > 0; rounds--)
        {
            var page = Write(new RandomFamilies(random.Next()).Next());
            var second = values.Next(page);
            _readers.Check(page, second, values.Next(second), new ProtobufMutator(random, [second]).Next(), second);
        }

        Assert.True(_readers.RepeatedCount > 100);
        Assert.True(_readers.ReadCount > 100);
    }

    [Fact]
    public void DamagedPages()
    {
        var random = new Random(3);
        var mutator = new ProtobufMutator(random, KnownPages.Protobuf);
        for (var rounds = Effort.Rounds(400); rounds > 0; rounds--)
        {
            var page = mutator.Next();
            var again = new ProtobufMutator(random, [page]);
            _readers.Check(page, again.Next(), again.Next(), page);
        }

        Assert.True(_readers.ReadCount > 100);
    }

    [SharedDataFact("payloads")]
    public void RealPagesWithOtherValuesAreCompared()
    {
        var values = new ChangingMessages(new Random(4));
        foreach (var page in KnownPages.Protobuf.Where(page => page.Length > 10_000))
        {
            var second = values.Next(page);
            _readers.Check(page, second, values.Next(second));
        }

        // Tolerantly both later pages of each of the three.
        Assert.Equal(6, _readers.RepeatedCount);
    }

    private static ParsedExposition Next(byte[] page, ParsedExposition previous, out long shapeBefore)
    {
        shapeBefore = previous.Shape;
        var next = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(page, ExpositionFormat.Protobuf, ReadMode.Tolerant, next, previous));
        return next;
    }
}

using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>A page that is read by comparing it with the one before is seen as if it had been the first.</summary>
public sealed class RepeatedPageTests
{
    private const string OpenMetricsPage = """
        # HELP requests The requests.
        # TYPE requests counter
        requests_total{code="200"} 10
        requests_created{code="200"} 1.7e9
        # TYPE latency_seconds histogram
        # UNIT latency_seconds seconds
        latency_seconds_bucket{le="0.1"} 3
        latency_seconds_bucket{le="+Inf"} 4
        latency_seconds_count 4
        latency_seconds_sum 0.5
        # TYPE build info
        build_info{version="1"} 1
        # TYPE state stateset
        state{state="a"} 1
        state{state="b"} 0
        # EOF

        """;

    private readonly RepeatAgreement _readers = new(ExpositionFormat.Text004);

    [Fact]
    public void TheUsualPageIsCompared()
    {
        var page = Encoding.UTF8.GetBytes(KnownPages.Usual);
        var previous = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(page, ExpositionFormat.Text004, ReadMode.Tolerant, previous));
        var next = new ParsedExposition();
        byte[] changed = [.. Encoding.UTF8.GetBytes(KnownPages.Usual.Replace("go_goroutines 32", "go_goroutines 1.5e+09", StringComparison.Ordinal))];
        Assert.Null(ExpositionReader.Read(changed, ExpositionFormat.Text004, ReadMode.Tolerant, next, previous));
        Assert.Equal(previous.Shape, next.Shape);
        Assert.Equal(previous.SampleCount, next.SampleCount);
    }

    /// <summary>Each pair of pages, and whether comparing them is enough.</summary>
    public static TheoryData<string, string, bool> Pairs => new()
    {
        { "a 1\n", "a 2\n", true },
        { "a 1\n", "a 22.5e-3\n", true },
        { "a 1\n", "a NaN\n", true },
        { "a 1\n", "a 1\n", true },
        { "a 1\n", "a 1", false },
        { "a 1\n", "a", false },
        { "a 1\n", "", false },
        { "", "", true },
        { "", "a 1\n", false },
        { "a 1\n", "a 1\n\n", false },
        { "a 1\n", "a 1\nb 1\n", false },
        { "a 1\nb 1\n", "a 1\n", false },
        { "a 1\nb 1\n", "b 1\na 1\n", false },
        { "a 1\n", "a 1\na 1\n", false },
        { "a 1\na 1\n", "a 2\na 3\n", true },
        { "a 1\n", "a 1\r\n", false },
        { "a 1 5\n", "a 22 777\n", true },
        { "a 1 5\n", "a 1\n", false },
        { "a 1\n", "a 1 5\n", false },
        { "a 1 5\n", "a 1 -5\n", false },
        { "a  1\n", "a  2\n", false },
        { "a{b=\"c\"} 1\n", "a{b=\"c\"} 17\n", true },
        { "a{b=\"c\"} 1\n", "a{b=\"d\"} 1\n", false },
        { "a{b=\"c\"} 1\n", "a{b=\"c\" } 1\n", false },
        { "a{b=\"c\",b=\"d\"} 1\nc 1\n", "a{b=\"c\",b=\"d\"} 1\nc 2\n", true },
        { "# HELP a x\na 1\n", "# HELP a y\na 1\n", false },
        { "# HELP a x\na 1\n", "# HELP a x\na 12\n", true },
        { "# TYPE a gauge\na 1\n", "# TYPE a counter\na 1\n", false },
        { "# TYPE a histogram\na_count 1\na_sum 1\n", "# TYPE a histogram\na_count -1\na_sum 1\n", false },
        { "# TYPE a histogram\na_count -1\na_sum 1\n", "# TYPE a histogram\na_count 1\na_sum 1\n", false },
        { "# TYPE a histogram\na_count 1\na_sum 1\n", "# TYPE a histogram\na_count 5\na_sum -1\n", true },
        { "a 1\n# EOF\n", "a 2\n# EOF\n", true },
        { "a 1\n\0", "a 2\n\0", true },
    };

    [Theory]
    [MemberData(nameof(Pairs))]
    public void PagesAreComparedWhereOnlyValuesDiffer(string first, string second, bool isCompared)
    {
        _readers.Check(Encoding.UTF8.GetBytes(first), Encoding.UTF8.GetBytes(second));
        var previous = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(first), ExpositionFormat.Text004, ReadMode.Tolerant, previous));
        var next = new ParsedExposition();
        ExpositionReader.Read(Encoding.UTF8.GetBytes(second), ExpositionFormat.Text004, ReadMode.Tolerant, next, previous);
        Assert.Equal(isCompared, next.Shape == previous.Shape);
    }

    [Fact]
    public void AnotherFormatOrModeIsRead()
    {
        var page = Encoding.UTF8.GetBytes("a 1\n");
        var previous = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(page, ExpositionFormat.Text004, ReadMode.Tolerant, previous));
        var next = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(page, ExpositionFormat.Text100, ReadMode.Tolerant, next, previous));
        Assert.NotEqual(previous.Shape, next.Shape);
        Assert.Null(ExpositionReader.Read(page, ExpositionFormat.Text004, ReadMode.Strict, next, previous));
        Assert.NotEqual(previous.Shape, next.Shape);
    }

    [Fact]
    public void APageIsNotComparedWithItself()
    {
        var page = new ParsedExposition();
        Assert.Throws<ArgumentException>(() => ExpositionReader.Read("a 1\n"u8.ToArray(), ExpositionFormat.Text004, ReadMode.Tolerant, page, page));
    }

    [Fact]
    public void WhatWasLeftOutOfOnePageIsOnTheNext()
    {
        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read("a 1\nb 1\n"u8.ToArray(), ExpositionFormat.Text004, ReadMode.Tolerant, parsed));
        var labeled = new LabeledExposition();
        labeled.TakeUnlabeled(parsed);
        var merger = new FamilyMerger();
        merger.Merge([labeled]).Keep(["a"]);
        Assert.Equal(2, merger.Merge([labeled]).FamilyCount);
        merger.Merge([labeled]).Keep(["b"]);
        Assert.Equal(2, merger.Merge([labeled]).FamilyCount);
    }

    [SharedDataFact("payloads")]
    public void RealPagesWithOtherValues()
    {
        var values = new ChangingValues(new Random(11));
        foreach (var page in KnownPages.Payloads())
        {
            var second = values.Next(page);
            _readers.Check(page, second, values.Next(second));
        }
    }

    [SharedDataFact("payloads")]
    public void RealPagesAreCompared()
    {
        foreach (var page in KnownPages.Payloads())
        {
            var previous = new ParsedExposition();
            Assert.Null(ExpositionReader.Read(page, ExpositionFormat.Text004, ReadMode.Tolerant, previous));
            var next = new ParsedExposition();
            Assert.Null(ExpositionReader.Read(page.ToArray(), ExpositionFormat.Text004, ReadMode.Tolerant, next, previous));
            Assert.Equal(previous.Shape, next.Shape);
        }
    }

    [Fact]
    public void GoldenPagesWithOtherValues()
    {
        var random = new Random(12);
        var usual = new ChangingValues(random);
        var odd = new ChangingValues(random) { OddRate = 4 };
        for (var rounds = Effort.Rounds(5); rounds > 0; rounds--)
        {
            foreach (var page in KnownPages.Golden)
            {
                _readers.Check(page, usual.Next(page), odd.Next(page), page);
            }
        }

        Assert.True(_readers.RepeatedCount > 1000);
    }

    [Fact]
    public void TheUsualPageCutAnywhere()
    {
        var page = Encoding.UTF8.GetBytes(KnownPages.Usual);
        for (var length = 0; length <= page.Length; length++)
        {
            _readers.Check(page, page[..length], page);
        }
    }

    [Fact]
    public void TheUsualPageWithAnyByteChanged()
    {
        var page = Encoding.UTF8.GetBytes(KnownPages.Usual);
        for (var at = 0; at < page.Length; at++)
        {
            foreach (var value in "\0\t\n\r \"#+-.0e\\_{}"u8)
            {
                byte[] changed = [.. page];
                changed[at] = value;
                _readers.Check(page, changed);
            }
        }
    }

    [Theory]
    [InlineData(21, false)]
    [InlineData(22, true)]
    public void RandomPages(int seed, bool isWide)
    {
        var random = new Random(seed);
        var pages = new OddPages(random, isWide ? OddPages.WideNames : OddPages.ClashingNames) { OddLineRate = 400 };
        var values = new ChangingValues(random) { OddRate = 60 };
        for (var rounds = Effort.Rounds(1_000); rounds > 0; rounds--)
        {
            var page = pages.Next();
            var second = values.Next(page);
            _readers.Check(page, second, values.Next(second), new Mutator(random, [second], Mutator.TextTokens).Next(), second);
        }

        Assert.True(_readers.RepeatedCount > 1000);
        Assert.True(_readers.ReadCount > 1000);
    }

    [Fact]
    public void OpenMetricsPages()
    {
        var readers = new RepeatAgreement(ExpositionFormat.OpenMetrics100);
        var random = new Random(31);
        var page = Encoding.UTF8.GetBytes(OpenMetricsPage);
        var values = new ChangingValues(random) { OddRate = 200 };
        var mutator = new Mutator(random, [page], Mutator.OpenMetricsTokens);
        for (var rounds = Effort.Rounds(1_000); rounds > 0; rounds--)
        {
            var second = values.Next(page);
            readers.Check(page, second, mutator.Next(), values.Next(second));
        }

        Assert.True(readers.RepeatedCount > 1000);
    }
}

using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>A page in which something has come or gone is seen as if it had been the first, and only what is different is read.</summary>
public sealed class RepeatedFamiliesTests
{
    private const string Page = """
        # HELP a The first.
        # TYPE a gauge
        a{x="1"} 1
        a{x="2"} 2
        a{x="3"} 3
        # TYPE bare counter
        # HELP h A histogram.
        # TYPE h histogram
        h_bucket{le="1"} 1
        h_bucket{le="+Inf"} 2
        h_sum 3
        h_count 2
        # HELP h_a Not a part of it.
        # TYPE h_a counter
        h_a 7 1700000000000
        # HELP s A summary.
        # TYPE s summary
        s{quantile="0.5"} 1
        s_sum 1
        s_count 1
        # HELP z The last.
        # TYPE z untyped
        z 1

        """;

    private readonly RepeatAgreement _readers = new(ExpositionFormat.Text004);

    /// <summary>What is replaced on the page, by what, and which samples still have to be read.</summary>
    public static TheoryData<string, string, int> Changes => new()
    {
        { "a{x=\"2\"} 2\n", "", 0 },
        { "a{x=\"1\"} 1\na{x=\"2\"} 2\n", "", 0 },
        { "a{x=\"2\"} 2\n", "a{x=\"2\"} 2\na{x=\"new\"} 2\n", 1 },
        { "a{x=\"2\"} 2\n", "a{x=\"2\"} nan\n", 1 },
        { "a{x=\"2\"} 2\n", "a{x=\"2\"} 2 1700000000000\n", 1 },
        { "h_a 7 1700000000000\n", "h_a 7\n", 1 },
        { "h_sum 3\n", "h_sum  3\n", 1 },
        { "# TYPE bare counter\n", "", 0 },
        { "# TYPE bare counter\n", "# TYPE other counter\nother 1\n# TYPE bare counter\n", 1 },
        { "# HELP a The first.\n", "# HELP a Another text.\n", 0 },
        { "# TYPE a gauge\n", "# TYPE a counter\n", 3 },
        { "# HELP a The first.\n", "# a comment\n\n# HELP a The first.\n", 0 },
        { "z 1\n", "", 0 },
        { "z 1\n", "z 1\nz{x=\"new\"} 2\n", 1 },
        { "z 1\n", "z 1", 1 },
    };

    [Theory]
    [InlineData(Page)]
    [InlineData($"{Page}\n# a comment\n# EOF\n")]
    [InlineData("")]
    public void ThePageCanBeTakenUpAnywhere(string page) => Assert.True(RepeatedFamilies.CanStartAnywhere(Read(page)));

    [Theory]
    [InlineData("a 1\n")]
    [InlineData("# HELP a x\na 1\n")]
    [InlineData("\n# TYPE a gauge\na 1\n")]
    [InlineData("# TYPE a gauge\n# HELP a x\na 1\n")]
    [InlineData("#  TYPE a gauge\na 1\n")]
    [InlineData("# HELP a\tx\n# TYPE a gauge\na 1\n")]
    [InlineData("# HELP a x\n# TYPE a gauge\na 1\n# HELP a y\n")]
    [InlineData("# TYPE a gauge\na 1\n# TYPE a counter\n")]
    [InlineData("# TYPE a gauge\na 1\n# a comment\na{x=\"1\"} 1\n")]
    [InlineData("# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\na 2\n")]
    [InlineData("# TYPE a gauge\na 1\na{x=\"1\",x=\"2\"} 1\n")]
    [InlineData("# TYPE a gauge\na 1\n{\"a\"} 1\n")]
    [InlineData("# TYPE a histogram\na 1\n")]
    public void APageInPiecesCannot(string page) => Assert.False(RepeatedFamilies.CanStartAnywhere(Read(page)));

    [Theory]
    [MemberData(nameof(Changes))]
    public void OnlyWhatIsDifferentIsRead(string old, string changed, int read)
    {
        Assert.Contains(old, Page, StringComparison.Ordinal);
        var next = Page.Replace(old, changed, StringComparison.Ordinal);
        _readers.Check(Encoding.UTF8.GetBytes(Page), Encoding.UTF8.GetBytes(next), Encoding.UTF8.GetBytes(Page));
        Assert.Equal(read, SamplesRead(Read(Page), next));
    }

    [Fact]
    public void APageThatHasNothingInCommonIsRead()
    {
        var lines = new StringBuilder();
        for (var i = 0; i < 1000; i++)
        {
            lines.Append($"# TYPE other_{i} gauge\nother_{i} 1\n");
        }

        _readers.Check(Encoding.UTF8.GetBytes(Page), Encoding.UTF8.GetBytes($"{lines}{Page}"));
        Assert.Equal(1000 + 12, SamplesRead(Read(Page), $"{lines}{Page}"));
    }

    [Fact]
    public void EachLineLeftOutDoubledOrFollowedByOthers()
    {
        var lines = Page.Split('\n');
        for (var at = 0; at < lines.Length - 1; at++)
        {
            foreach (var changed in (ReadOnlySpan<string[]>)[[], [lines[at], lines[at]], [lines[at], "# a comment"], ["h_count 1", lines[at]], ["", lines[at]], [lines[at], "# TYPE h_sum gauge"]])
            {
                string[] next = [.. lines.AsSpan(0, at), .. changed, .. lines.AsSpan(at + 1)];
                _readers.Check(Encoding.UTF8.GetBytes(Page), Encoding.UTF8.GetBytes(string.Join('\n', next)), Encoding.UTF8.GetBytes(Page));
            }
        }
    }

    [Fact]
    public void EachByteChanged()
    {
        var page = Encoding.UTF8.GetBytes(Page);
        for (var at = 0; at < page.Length; at++)
        {
            foreach (var value in "\0\t\n\r \"#-0\\_a{}"u8)
            {
                byte[] changed = [.. page];
                changed[at] = value;
                _readers.Check(page, changed);
            }
        }
    }

    [Theory]
    [InlineData(41)]
    [InlineData(42)]
    public void RandomChanges(int seed)
    {
        var random = new Random(seed);
        var lines = new ChangingLines(random);
        var values = new ChangingValues(random) { OddRate = 200 };
        var page = Encoding.UTF8.GetBytes(Page);
        for (var rounds = Effort.Rounds(1_000); rounds > 0; rounds--)
        {
            var second = values.Next(lines.Next(page));
            _readers.Check(page, second, values.Next(lines.Next(second)), values.Next(page));
        }
    }

    [SharedDataFact("payloads")]
    public void RandomChangesOfRealPages()
    {
        var random = new Random(43);
        var lines = new ChangingLines(random);
        var values = new ChangingValues(random);
        foreach (var page in KnownPages.Payloads())
        {
            for (var rounds = Effort.Rounds(40); rounds > 0; rounds--)
            {
                var piece = KnownPages.Window(page, random.Next(page.Length), length: 6_000).Span;
                piece = piece[..(piece.LastIndexOf((byte)'\n') + 1)];
                byte[] first = [.. piece[Math.Max(0, piece.IndexOf("# HELP"u8))..]];
                var second = lines.Next(first);
                _readers.Check(first, values.Next(second), values.Next(first));
            }
        }
    }

    [SharedDataFact("payloads")]
    public void RealPagesAreTakenUpBehindASeriesThatIsNew()
    {
        foreach (var page in KnownPages.Payloads())
        {
            var text = Encoding.UTF8.GetString(page);
            var place = text.IndexOf("\n# HELP ", text.Length / 2, StringComparison.Ordinal) + 1;
            Assert.Equal(1, SamplesRead(Read(text), text.Insert(place, "# TYPE a_new_one gauge\na_new_one 1\n")));
        }
    }

    /// <summary>A family without samples has no say about its type; with its first it does.</summary>
    [Fact]
    public void WhatWasSettledBetweenSourcesIsLookedAtAgainWhereAFamilyGetsItsFirstSample()
    {
        const string Empty = "# TYPE a gauge\n# TYPE b gauge\nb 1\n";
        const string Other = "# TYPE a counter\na 1\n";
        string[] pages = [Empty, Empty.Replace("b 1\n", "b 1\nb{c=\"d\"} 1\n", StringComparison.Ordinal), Empty.Replace("gauge\n# TYPE b", "gauge\na 1\n# TYPE b", StringComparison.Ordinal), Empty];
        var kept = new FamilyMerger();
        var page = new ParsedExposition();
        var conflicts = new List<int>();
        foreach (var text in pages)
        {
            var next = new ParsedExposition();
            Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(text), ExpositionFormat.Text004, ReadMode.Tolerant, next, page));
            page = next;
            LabeledExposition[] sources = [Unlabeled(page), Unlabeled(Read(Other))];
            var merged = kept.Merge(sources);
            Assert.Equal(Written(new FamilyMerger().Merge(sources)), Written(merged));
            Assert.Equal(text.Count(character => character == '\n') - 2 + 1, merged.SampleCount);
            conflicts.Add(merged.Conflicts.Count);
        }

        Assert.Equal([0, 0, 1, 0], conflicts);
    }

    [Fact]
    public void FamiliesAreTheSameWhateverSamplesTheyHave()
    {
        var previous = Read(Page);
        Assert.Equal(previous.FamilyShape, After("a{x=\"2\"} 2\n", ""));
        Assert.Equal(previous.FamilyShape, After("a{x=\"2\"} 2\n", "a{x=\"9\"} 2\na{x=\"2\"} 2\n"));
        Assert.NotEqual(previous.FamilyShape, After("# TYPE bare counter\n", ""));
        Assert.NotEqual(previous.FamilyShape, After("# TYPE bare counter\n", "# TYPE bare gauge\n"));
        Assert.NotEqual(previous.FamilyShape, After("The last", "At the end"));
        Assert.NotEqual(previous.FamilyShape, After("h_count 2\n", "h_count -2\n"));
        Assert.NotEqual(previous.FamilyShape, After("z 1\n", "z 1\n# TYPE a gauge\na{x=\"9\"} 1\n"));

        long After(string old, string changed)
        {
            var next = new ParsedExposition();
            var page = Encoding.UTF8.GetBytes(Page.Replace(old, changed, StringComparison.Ordinal));
            Assert.Null(ExpositionReader.Read(page, ExpositionFormat.Text004, ReadMode.Tolerant, next, previous));
            Assert.NotEqual(previous.Shape, next.Shape);
            return next.FamilyShape;
        }
    }

    private static LabeledExposition Unlabeled(ParsedExposition page)
    {
        var labeled = new LabeledExposition();
        labeled.TakeUnlabeled(page);
        return labeled;
    }

    private static string Written(MergedExposition page)
    {
        var output = new ArrayBufferWriter<byte>();
        page.WriteTo(output, ExpositionFormat.Text004);
        Assert.Equal(page.GetLength(ExpositionFormat.Text004), output.WrittenCount);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static ParsedExposition Read(string page)
    {
        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.Text004, ReadMode.Tolerant, parsed));
        return parsed;
    }

    /// <summary>How many samples of the next page do not come from the one before, which is told by marks that only reading takes off.</summary>
    private static int SamplesRead(ParsedExposition previous, string page)
    {
        const SampleKind Mark = (SampleKind)0x80;
        foreach (ref var sample in previous.Samples.AsSpan())
        {
            sample.Kind |= Mark;
        }

        var next = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.Text004, ReadMode.Tolerant, next, previous));
        Assert.NotEqual(previous.Shape, next.Shape);
        return next.Samples.AsSpan().ToArray().Count(sample => sample.Kind < Mark);
    }
}

using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;
using PromMultiplexer.Exposition.Tests.Model;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Families that stand together in their source are written as one, and the page is what it would be if they were not.</summary>
public sealed class StretchTests
{
    private const string Page = """
        # HELP a The first.
        # TYPE a gauge
        a{x="1"} 1
        a 2
        # TYPE b counter
        b{} 3
        # HELP c A histogram.
        # TYPE c histogram
        c_bucket{le="1"} 1
        c_bucket{le="+Inf"} 2
        c_sum 3
        c_count 2 1700000000000
        # TYPE d gauge
        d 4

        """;

    /// <summary>Pages of containers, and how many families of the merged page are written with the one in front of them.</summary>
    public static TheoryData<int, string[]> Pages => new()
    {
        { 3, [Page] },
        { 0, [Page.Replace("b{}", "b_total{}", StringComparison.Ordinal)] },
        { 3, ["# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE c gauge\nc 1\n# TYPE d gauge\nd 1\n"] },
        { 3, ["# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE c gauge\nc 1\n# TYPE d gauge\nd 1\n# the end"] },
        { 1, ["# TYPE a gauge\na 1\n# TYPE b gauge\n# TYPE c gauge\nc 1\n# TYPE d gauge\nd 1\n"] },
        { 0, ["# TYPE a gauge\na 1\n# a comment\n# TYPE b gauge\nb 1\n"] },
        { 0, ["# TYPE a gauge\na 1\n\n# TYPE b gauge\nb 1\n"] },
        { 0, ["# TYPE a gauge\na 1\n# TYPE b gauge\nb  1\n"] },
        { 0, ["# TYPE a gauge\na 1\n# TYPE b gauge\nb 1"] },
        { 0, ["# TYPE a gauge\na 1\nb 1\n# TYPE c gauge\nc 1\n"] },
        { 0, ["# TYPE a gauge\na 1\n# TYPE  b gauge\nb 1\n"] },
        { 0, ["# TYPE a gauge\na 1\n# TYPE b histogram\nb 1\n"] },
        { 0, ["# TYPE b gauge\nb 1\n# TYPE a gauge\na 1\n"] },
        { 1, ["# TYPE b gauge\nb 1\n# TYPE c gauge\nc 1\n# TYPE a gauge\na 1\n"] },
        { 0, ["# TYPE a gauge\na{container=\"own\"} 1\n# TYPE b gauge\nb 1\n"] },
        { 0, ["# TYPE a gauge\na 1\n# TYPE c gauge\nc 1\n", "# TYPE b gauge\nb 1\n"] },
        { 1, ["# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n", "# TYPE b gauge\nb 1\n# TYPE c gauge\nc 1\n# TYPE d gauge\nd 1\n"] },
        { 2, ["# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n", "# TYPE c gauge\nc 1\n# TYPE d gauge\nd 1\n"] },
        { 0, ["# TYPE a gauge\na 1\n# TYPE b counter\nb 1\n", "# TYPE b gauge\nb 1\n"] },
    };

    [Theory]
    [MemberData(nameof(Pages))]
    public void WhatStandsTogetherIsWrittenTogether(int expected, string[] pages)
    {
        var scrapes = new Scrapes(pages.Length);
        var merged = scrapes.Merge([.. pages.Select(Encoding.UTF8.GetBytes)])!;
        Assert.Equal(expected, GoingOn(merged));
        Assert.Equal(scrapes.Model(), Write(merged));
    }

    [Fact]
    public void APageThatIsNarrowedHasOnlyWhatIsKept()
    {
        var merged = new Scrapes(1).Merge(["# TYPE a gauge\na 1\n# TYPE b gauge\nb 1\n# TYPE c gauge\nc 1\n"u8.ToArray()])!;
        merged.Keep(["a", "c"]);
        Assert.Equal("# TYPE a gauge\na{container=\"0\"} 1\n# TYPE c gauge\nc{container=\"0\"} 1\n", Write(merged));
    }

    [Fact]
    public void APageWithoutALabelIsWrittenAsItStands()
    {
        const string Families = "# TYPE a gauge\na 1\n# TYPE b gauge\nb{x=\"y\"} 1\n";
        var page = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(Families), ExpositionFormat.Text004, ReadMode.Tolerant, page));
        var unlabeled = new LabeledExposition();
        unlabeled.TakeUnlabeled(page);
        Assert.Equal(Families, Write(new FamilyMerger().Merge([unlabeled])));
    }

    [Theory]
    [InlineData(ReadMode.Tolerant, TypeConflict.Demote, 1)]
    [InlineData(ReadMode.Tolerant, TypeConflict.First, 2)]
    [InlineData(ReadMode.Tolerant, TypeConflict.Fail, 3)]
    [InlineData(ReadMode.Strict, TypeConflict.Demote, 4)]
    public void RandomPagesThatChange(ReadMode mode, TypeConflict onTypeConflict, int seed)
    {
        var random = new Random(seed);
        var values = new ChangingValues(random);
        var lines = new ChangingLines(random);
        var together = 0;
        for (var round = Effort.Rounds(4000); round > 0; round--)
        {
            byte[][] pages = [.. Enumerable.Range(0, random.Next(1, 4)).Select(_ => NeatPage(random))];
            var scrapes = new Scrapes(pages.Length, mode, onTypeConflict);
            for (var scrape = 0; scrape < 6; scrape++)
            {
                if (scrapes.Merge(pages) is { } merged)
                {
                    together += GoingOn(merged);
                    Assert.Equal(scrapes.Model(), Write(merged));
                    Assert.Equal(Write(merged).Length, merged.GetLength(ExpositionFormat.Text004));
                }

                var changed = random.Next(pages.Length);
                pages[changed] = random.Next(3) == 0 ? lines.Next(pages[changed]) : values.Next(pages[changed]);
            }
        }

        Assert.True(together > 1000, $"Only {together} families were written with the one in front of them.");
    }

    private static int GoingOn(MergedExposition merged) => merged.Families.AsSpan().ToArray().Count(family => family.GoesOn);

    private static string Write(MergedExposition merged)
    {
        var output = new ArrayBufferWriter<byte>();
        merged.WriteTo(output, ExpositionFormat.Text004);
        return Encoding.Latin1.GetString(output.WrittenSpan);
    }

    /// <summary>A page as libraries write them, of some of ten families.</summary>
    private static byte[] NeatPage(Random random)
    {
        var page = new StringBuilder();
        var names = Enumerable.Range(0, 10).Where(_ => random.Next(2) == 0).ToArray();
        if (random.Next(4) == 0)
        {
            random.Shuffle(names);
        }

        foreach (var number in names)
        {
            var name = $"family_{number}";
            page.Append(random.Next(3) == 0 ? "" : $"# HELP {name} {new string('h', random.Next(1, 90))}\n").Append($"# TYPE {name} gauge\n");
            for (var count = random.Next(0, 4); count > 0; count--)
            {
                page.Append(name).Append(random.Next(2) == 0 ? "" : $"{{a=\"{new string('v', random.Next(70))}{count}\"}}").Append($" {random.Next(100)}\n");
            }
        }

        return Encoding.Latin1.GetBytes(page.ToString());
    }

    /// <summary>Containers that are scraped again and again, and what the model says of their last pages.</summary>
    private sealed class Scrapes(int count, ReadMode mode = ReadMode.Tolerant, TypeConflict onTypeConflict = TypeConflict.Demote)
    {
        private readonly FamilyMerger _merger = new(onTypeConflict);
        private readonly ParsedExposition?[] _last = new ParsedExposition?[count];
        private byte[][] _pages = [];

        /// <returns><see langword="null"/> where a page is refused.</returns>
        public MergedExposition? Merge(byte[][] pages)
        {
            _pages = [.. pages];
            var labeled = new LabeledExposition[pages.Length];
            for (var i = 0; i < pages.Length; i++)
            {
                var page = new ParsedExposition();
                if (ExpositionReader.Read(pages[i], ExpositionFormat.Text004, mode, page, _last[i]) is not null)
                {
                    return null;
                }

                _last[i] = page;
                labeled[i] = new LabeledExposition();
                Assert.Null(new LabelInjector("container", $"{i}").Label(page, labeled[i]));
            }

            return _merger.Merge(labeled);
        }

        public string Model() => Encoding.Latin1.GetString(ModelWriter.Write(ModelMerger.Merge(
            [.. _pages.Select((page, i) => ModelLabeler.Label(ModelReader.Read(page)!, "container", $"{i}", LabelCollision.Rename)!)],
            onTypeConflict)));
    }
}

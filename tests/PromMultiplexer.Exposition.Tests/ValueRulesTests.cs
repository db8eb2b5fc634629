using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>
/// Pages of OpenMetrics whose shape is known are held against the rules about values alone: each time with the verdict of a merger that
/// sees them for the first time.
/// </summary>
public sealed partial class ValueRulesTests
{
    private const string Page = """
        # TYPE requests counter
        requests_total{code="200"} 10
        requests_created{code="200"} 1.7e9
        requests_total{code="500"} 2.5
        # TYPE latency histogram
        latency_bucket{path="/",le="0.1"} 3
        latency_bucket{path="/",le="+Inf"} 4
        latency_count{path="/"} 4
        latency_sum{path="/"} 0.5
        latency_count{path="/a"} 7
        latency_sum{path="/a"} 0
        latency_bucket{path="/a",le="1"} 7
        latency_bucket{path="/a",le="+Inf"} 7
        latency_bucket{path="/b",le="+Inf"} 1
        # TYPE sizes gaugehistogram
        sizes_bucket{le="-1"} 1
        sizes_bucket{le="+Inf"} 3
        sizes_gcount 3
        sizes_gsum -5.5
        # TYPE weights gaugehistogram
        weights_bucket{le="+Inf"} 3
        weights_gcount 3
        weights_gsum 5.5
        # TYPE rpc summary
        rpc{quantile="0.5"} 3
        rpc_sum 7
        rpc_count 3
        # TYPE build info
        build_info{version="1"} 1
        # TYPE state stateset
        state{state="a"} 1
        state{state="b"} 0
        # TYPE level gauge
        level 1
        # EOF

        """;

    private readonly RepeatAgreement _readers = new(ExpositionFormat.OpenMetrics100);

    /// <summary>What is replaced, by what, and whether every family keeps its type.</summary>
    public static TheoryData<string, string, bool> Values => new()
    {
        { "code=\"200\"} 10", "code=\"200\"} 11", true },
        { "code=\"200\"} 10", "code=\"200\"} +Inf", true },
        { "code=\"200\"} 10", "code=\"200\"} -1", false },
        { "code=\"200\"} 10", "code=\"200\"} NaN", false },
        { "code=\"500\"} 2.5", "code=\"500\"} -2.5", false },
        { "le=\"0.1\"} 3", "le=\"0.1\"} 4", true },
        { "le=\"0.1\"} 3", "le=\"0.1\"} 0", true },
        { "le=\"0.1\"} 3", "le=\"0.1\"} 3e0", true },
        { "le=\"0.1\"} 3", "le=\"0.1\"} 5", false },
        { "le=\"0.1\"} 3", "le=\"0.1\"} 3.5", false },
        { "le=\"0.1\"} 3", "le=\"0.1\"} NaN", false },
        { "latency_count{path=\"/\"} 4", "latency_count{path=\"/\"} 4.0", true },
        { "latency_count{path=\"/\"} 4", "latency_count{path=\"/\"} 5", false },
        { "latency_count{path=\"/a\"} 7", "latency_count{path=\"/a\"} 4", false },
        { "path=\"/a\",le=\"+Inf\"} 7", "path=\"/a\",le=\"+Inf\"} 8", false },
        { "path=\"/b\",le=\"+Inf\"} 1", "path=\"/b\",le=\"+Inf\"} 1000000000000000000000", true },
        { "path=\"/b\",le=\"+Inf\"} 1", "path=\"/b\",le=\"+Inf\"} -1", false },
        { "latency_sum{path=\"/\"} 0.5", "latency_sum{path=\"/\"} -0.5", false },
        { "latency_sum{path=\"/\"} 0.5", "latency_sum{path=\"/\"} NaN", false },
        { "sizes_gsum -5.5", "sizes_gsum 5.5", true },
        { "sizes_gcount 3", "sizes_gcount 4", false },
        { "weights_gsum 5.5", "weights_gsum -5.5", false },
        { "rpc{quantile=\"0.5\"} 3", "rpc{quantile=\"0.5\"} NaN", true },
        { "rpc{quantile=\"0.5\"} 3", "rpc{quantile=\"0.5\"} -3", false },
        { "rpc_sum 7", "rpc_sum -7", false },
        { "rpc_count 3", "rpc_count 3.5", false },
        { "build_info{version=\"1\"} 1", "build_info{version=\"1\"} 1.0", true },
        { "build_info{version=\"1\"} 1", "build_info{version=\"1\"} 2", false },
        { "state{state=\"b\"} 0", "state{state=\"b\"} 1", true },
        { "state{state=\"b\"} 0", "state{state=\"b\"} 0.5", false },
        { "level 1", "level -1", true },
        { "level 1", "level NaN", true },
    };

    [Theory]
    [MemberData(nameof(Values))]
    public void EachRuleIsKeptAboutEachPage(string old, string changed, bool keepsTypes)
    {
        Assert.Contains($"{old}\n", Page, StringComparison.Ordinal);
        var page = Encoding.UTF8.GetBytes(Page);
        var next = Encoding.UTF8.GetBytes(Page.Replace($"{old}\n", $"{changed}\n", StringComparison.Ordinal));
        _readers.Check(page, page, page, next, next, page);

        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(next, ExpositionFormat.OpenMetrics100, ReadMode.Tolerant, parsed));
        var labeled = new LabeledExposition();
        labeled.TakeUnlabeled(parsed);
        Assert.Equal(keepsTypes, new FamilyMerger().Merge([labeled], ExpositionFormat.OpenMetrics100).Conflicts.Count == 0);
    }

    /// <summary>A time that goes backwards breaks a rule of OpenMetrics, whatever the value is.</summary>
    [Fact]
    public void TimesAreLookedAtOnEachPage()
    {
        var readers = new RepeatAgreement(ExpositionFormat.Text004);
        var page = "# TYPE a_total counter\na_total{b=\"c\"} 1 1000\na_total{b=\"c\"} 2 2000\n"u8.ToArray();
        readers.Check(page, page, page, "# TYPE a_total counter\na_total{b=\"c\"} 1 3000\na_total{b=\"c\"} 2 2000\n"u8.ToArray(), page);
        Assert.True(readers.RepeatedCount > 0);
    }

    /// <summary>Where the histograms of one source start says nothing about those of another, although their samples have the same numbers.</summary>
    [Theory]
    [InlineData(1)]
    [InlineData(2)]
    [InlineData(3)]
    public void EachSourceHasHistogramsOfItsOwn(int samplesInFront)
    {
        const string First = "# TYPE a histogram\na_bucket{le=\"1\"} 2\na_bucket{le=\"+Inf\"} 3\na_count 3\na_sum 1\n# EOF\n";
        var inFront = string.Concat(Enumerable.Range(0, samplesInFront).Select(i => $"b{i} 1\n"));
        var first = Read(First, null);
        var second = Read($"{inFront}# TYPE h histogram\nh_bucket{{le=\"+Inf\"}} 1\nh_count 1\nh_sum 1\n# EOF\n", null);
        var merger = new FamilyMerger();
        var merged = merger.Merge([first, second], ExpositionFormat.OpenMetrics100);
        var rules = new ValueRules();
        Assert.True(rules.Hold(merged));
        Assert.True(rules.Hold(merged));

        Assert.Empty(merger.Merge([first, second], ExpositionFormat.OpenMetrics100).Conflicts);
        var next = Read(First.Replace("} 2\n", "} 4\n", StringComparison.Ordinal), first.Exposition);
        Assert.Equal(first.Exposition.Shape, next.Exposition.Shape);
        Assert.Single(merger.Merge([next, second], ExpositionFormat.OpenMetrics100).Conflicts);

        static LabeledExposition Read(string page, ParsedExposition? previous)
        {
            var parsed = new ParsedExposition();
            Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.OpenMetrics100, ReadMode.Tolerant, parsed, previous));
            var labeled = new LabeledExposition();
            labeled.TakeUnlabeled(parsed);
            return labeled;
        }
    }

    [Fact]
    public void RandomValues()
    {
        var random = new Random(51);
        for (var rounds = Effort.Rounds(1_000); rounds > 0; rounds--)
        {
            var pages = new List<byte[]>();
            for (var round = 0; round < 5; round++)
            {
                pages.Add(Encoding.UTF8.GetBytes(WithOtherValues(random, round * random.Next(3))));
            }

            _readers.Check(pages.ToArray());
        }

        Assert.True(_readers.RepeatedCount > 1000);
    }

    // All counts grow by as much, so that nearly everything still adds up; now and then one does not.
    private static string WithOtherValues(Random random, int growth) => Value.Replace(Page, match =>
        long.TryParse(match.Value, CultureInfo.InvariantCulture, out var whole)
            ? (whole + (whole > 1 ? growth : 0) - (random.Next(60) == 0 ? 3 : 0)).ToString(CultureInfo.InvariantCulture)
            : match.Value);

    [GeneratedRegex("(?<= )[^ \n]+$", RegexOptions.Multiline)]
    private static partial Regex Value { get; }
}

using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

public sealed class MetricFamilyMergerTests
{
    private const string A = "# HELP a First.\n# TYPE a counter\na 1\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 1\nh_count 1\n";

    [Theory]
    [InlineData(A, "# HELP a Second.\n# TYPE a counter\na 2\n")]
    [InlineData(A, "a 2\n")]
    [InlineData(A, "# TYPE a gauge\na 2\n")]
    [InlineData(A, "# TYPE h gauge\nh 2\n")]
    [InlineData(A, "# TYPE h gauge\nh 2\n# TYPE h_count gauge\nh_count{x=\"y\"} 3\n")]
    [InlineData(A, "# HELP a Second.\na 2\n# TYPE h summary\nh{quantile=\"0.5\"} 1\nh_sum 2\nh_count 3\n")]
    [InlineData("b 1\n", "# HELP a A.\n# TYPE a gauge\na 1\n")]
    public void Merges_as_pages_are_merged(params string[] pages)
    {
        var expected = Pages.Merge(pages);
        var labeled = pages.SelectMany((page, i) => Pages.Read(page).ToFamilies().Select(new LabelInjector("container", ((char)('a' + i)).ToString()).Label));
        var merged = MetricFamilyMerger.Merge(labeled!, out var conflicts);

        Assert.Equal(Pages.Write(expected), Write(merged));
        Assert.Equal(expected.Conflicts.Select(conflict => (conflict.Kind, conflict.Family)), conflicts.Select(conflict => (conflict.Kind, conflict.Family)));
    }

    [Fact]
    public void Says_whose_families_disagree()
    {
        MetricFamily[] families = [.. Pages.Read(A).ToFamilies(), .. Pages.Read("# TYPE a gauge\na 2\n").ToFamilies()];
        MetricFamilyMerger.Merge(families, out var conflicts);

        Assert.Equal([new MergeConflict(ConflictKind.Type, "a", 0, 2)], conflicts);
    }

    [Fact]
    public void A_unit_that_is_not_agreed_on_is_dropped()
    {
        MetricFamily[] families = [Family("seconds"), Family(null), Family("minutes"), Family("seconds")];

        Assert.Null(MetricFamilyMerger.Merge(families, out var conflicts).Single().Unit);
        Assert.Equal([new MergeConflict(ConflictKind.Unit, "a", 0, 2)], conflicts);

        static MetricFamily Family(string? unit) => new() { Name = "a", Unit = unit };
    }

    [SharedDataFact("payloads/prometheus.pb")]
    public void Native_histograms_and_exemplars_are_kept()
    {
        Assert.Null(MetricFamilyReader.Read(
            File.ReadAllBytes(SharedData.Find("payloads/prometheus.pb")!), ExpositionFormat.Protobuf, ReadMode.Strict, out var families));
        var merged = MetricFamilyMerger.Merge(
            families.Select(new LabelInjector("container", "a").Label).Concat(families.Select(new LabelInjector("container", "b").Label))!, out var conflicts);

        Assert.Empty(conflicts);
        Assert.Equal(families.Count, merged.Count);
        Assert.All(merged, family =>
        {
            var metrics = families.Single(other => other.Name == family.Name).Metrics;
            Assert.Equal([.. metrics.Select(metric => metric.Histogram), .. metrics.Select(metric => metric.Histogram)], family.Metrics.Select(metric => metric.Histogram));
        });
    }

    private static string Write(IEnumerable<MetricFamily> families)
    {
        var page = new ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write(families, ExpositionFormat.Text004, page);
        return Encoding.UTF8.GetString(page.WrittenSpan);
    }
}

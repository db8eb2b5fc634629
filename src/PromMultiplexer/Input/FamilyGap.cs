using PromMultiplexer.Exposition;

namespace PromMultiplexer.Input;

/// <summary>Finds what a family lacks that a script has made. Those that were read lack nothing.</summary>
internal static class FamilyGap
{
    /// <summary>What is missing, as half a sentence; <see langword="null"/> where nothing is.</summary>
    public static string? Of(MetricFamily family) =>
        family.Metrics is null ? "its Metrics are null"
        : family.Name is null || (family.Name.Length == 0 && family.Metrics.Count > 0) ? "it has no Name"
        : family.Metrics.Select(Of).FirstOrDefault(gap => gap is not null);

    private static string? Of(Metric? metric) =>
        metric is null ? "one of its Metrics is null"
        : Of(metric.Labels, "a metric")
        ?? Of(metric.Counter?.Exemplar)
        ?? Of(metric.Histogram)
        ?? (metric.Summary is { Quantiles: null } ? "the Quantiles of a summary are null" : null);

    private static string? Of(Histogram? histogram) =>
        histogram is null ? null
        : histogram.Buckets?.Contains(null!) is not false ? "the Buckets of a histogram are null, or one of them is"
        : histogram.Buckets.Select(bucket => Of(bucket.Exemplar)).FirstOrDefault(gap => gap is not null) ?? Of(histogram.Native);

    private static string? Of(NativeBuckets? buckets) =>
        buckets is null ? null
        : buckets.NegativeSpans is null || buckets.NegativeDeltas is null || buckets.NegativeCounts is null
            || buckets.PositiveSpans is null || buckets.PositiveDeltas is null || buckets.PositiveCounts is null
            ? "a list of native buckets is null"
        : buckets.Exemplars?.Contains(null!) is not false ? "the Exemplars of a native histogram are null, or one of them is"
        : buckets.Exemplars.Select(Of).FirstOrDefault(gap => gap is not null);

    private static string? Of(Exemplar? exemplar) => exemplar is null ? null : Of(exemplar.Labels, "an exemplar");

    private static string? Of(IReadOnlyList<LabelPair>? labels, string owner) =>
        labels is null ? $"the Labels of {owner} are null"
        : labels.Any(label => label.Name is null || label.Value is null) ? $"a label of {owner} has no Name or no Value"
        : null;
}

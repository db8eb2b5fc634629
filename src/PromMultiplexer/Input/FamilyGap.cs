using PromMultiplexer.Exposition;

namespace PromMultiplexer.Input;

/// <summary>Finds what a family lacks that a script has made. Those that were read lack nothing.</summary>
internal static class FamilyGap
{
    /// <summary>What is missing, as half a sentence; <see langword="null"/> where nothing is.</summary>
    public static string? Of(MetricFamily family) =>
        family.Name is null ? "it has no Name"
        : family.Metrics is null ? "its Metrics are null"
        : family.Metrics.Select(Of).FirstOrDefault(gap => gap is not null);

    private static string? Of(Metric? metric) =>
        metric is null ? "one of its Metrics is null"
        : metric.Labels is null ? "the Labels of a metric are null"
        : metric.Labels.Any(label => label.Name is null || label.Value is null) ? "a label has no Name or no Value"
        : metric.Counter?.Exemplar is { Labels: null } ? "the Labels of an exemplar are null"
        : metric.Histogram is { } histogram && histogram.Buckets?.Contains(null!) is not false ? "the Buckets of a histogram are null, or one of them is"
        : metric.Summary is { Quantiles: null } ? "the Quantiles of a summary are null"
        : null;
}

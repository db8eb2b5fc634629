namespace PromMultiplexer.Exposition;

/// <summary>
/// The messages that a family is written as: one, but for native histograms. Prometheus tells by the first histogram of a message
/// whether all of them are native, and goes on among the exemplars of a native one where it has stopped in the one before.
/// </summary>
internal static class HistogramMessages
{
    /// <summary>A family in as many pieces as it takes for Prometheus to see all of it.</summary>
    public static IEnumerable<MetricFamily> Of(MetricFamily family)
    {
        if (family.Type is not (MetricType.Histogram or MetricType.GaugeHistogram) || !family.Metrics.Any(IsNative))
        {
            return [family];
        }

        var pieces = new List<List<Metric>>();
        foreach (var metric in family.Metrics)
        {
            if (pieces.Count == 0 || IsNative(pieces[^1][0]) != IsNative(metric) || (IsNative(metric) && HasExemplars(metric)))
            {
                pieces.Add([]);
            }

            pieces[^1].Add(metric);
        }

        return pieces.Select(metrics => new MetricFamily
        {
            Name = family.Name,
            Help = family.Help,
            Type = family.Type,
            Unit = family.Unit,
            Metrics = metrics,
        });
    }

    private static bool IsNative(Metric metric) => metric.Histogram?.Native is not null;

    private static bool HasExemplars(Metric metric) =>
        metric.Histogram is { } histogram && (histogram.Native?.Exemplars.Count > 0 || histogram.Buckets.Any(bucket => bucket.Exemplar is not null));
}

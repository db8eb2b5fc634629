namespace PromMultiplexer.Exposition;

/// <summary>Takes metrics apart into their samples.</summary>
internal static class SampleFlattening
{
    public static IEnumerable<MetricSample> Flatten(MetricFamily family) => family.Metrics.SelectMany(metric => Flatten(family, metric));

    public static IEnumerable<MetricSample> Flatten(MetricFamily family, Metric metric)
    {
        if (metric.Summary is { } summary)
        {
            return Flatten(family, metric, summary);
        }

        if (metric.Histogram is { } histogram)
        {
            return Flatten(family, metric, histogram);
        }

        var value = metric.Counter?.Value ?? metric.Gauge?.Value ?? metric.Untyped?.Value;
        return value is null ? [] : [Sample(family, metric, "", null, value.Value, metric.Counter is not null, metric.Counter?.Exemplar)];
    }

    private static IEnumerable<MetricSample> Flatten(MetricFamily family, Metric metric, Summary summary)
    {
        foreach (var quantile in summary.Quantiles)
        {
            yield return Sample(family, metric, "", new LabelPair("quantile", GoNumber.Spell(quantile.Rank)), quantile.Value, isCumulative: false);
        }

        if (summary.SampleSum is { } sum)
        {
            yield return Sample(family, metric, "_sum", null, sum, isCumulative: true);
        }

        if (summary.SampleCount is { } count)
        {
            yield return Sample(family, metric, "_count", null, count, isCumulative: true);
        }
    }

    private static IEnumerable<MetricSample> Flatten(MetricFamily family, Metric metric, Histogram histogram)
    {
        var isGauge = family.Type == MetricType.GaugeHistogram;
        foreach (var bucket in histogram.BucketsToInfinity)
        {
            var bound = new LabelPair("le", GoNumber.Spell(bucket.UpperBound));
            yield return Sample(family, metric, "_bucket", bound, bucket.CumulativeCount, !isGauge, bucket.Exemplar);
        }

        if (histogram.SampleSum is { } sum)
        {
            yield return Sample(family, metric, isGauge ? "_gsum" : "_sum", null, sum, !isGauge);
        }

        if (histogram.SampleCount is { } count)
        {
            yield return Sample(family, metric, isGauge ? "_gcount" : "_count", null, count, !isGauge);
        }
    }

    private static MetricSample Sample(
        MetricFamily family, Metric metric, string suffix, LabelPair? bound, double value, bool isCumulative, Exemplar? exemplar = null) => new()
    {
        Name = family.Name + suffix,
        Labels = LabelSet.Of(bound is { } pair ? metric.Labels.Append(pair) : metric.Labels),
        Value = value,
        Timestamp = metric.TimestampMilliseconds is { } milliseconds ? TimeSpelling.FromMilliseconds(milliseconds) : null,
        Family = family.Name,
        Type = family.Type,
        Unit = family.Unit,
        Exemplar = exemplar,
        IsCumulative = isCumulative,
    };
}

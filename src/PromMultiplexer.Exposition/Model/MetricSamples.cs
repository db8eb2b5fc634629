using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Takes metrics apart into the samples that Prometheus makes of them.</summary>
internal static class MetricSamples
{
    /// <summary>The samples of one kind, each a metric without a type; of a native histogram, the histogram without classic buckets.</summary>
    public static IEnumerable<Metric> Of(Metric metric, SampleKind kind) => kind switch
    {
        SampleKind.Native => metric.Histogram is { Native: not null } histogram ? [OnlyNative(metric, histogram)] : [],
        SampleKind.Bucket => metric.Histogram is { } histogram ? Buckets(metric, histogram) : [],
        SampleKind.Sum => SumOf(metric) is { } sum ? [Sample(metric, metric.Labels, sum)] : [],
        SampleKind.Count => CountOf(metric) is { } count ? [Sample(metric, metric.Labels, count)] : [],
        SampleKind.Plain when metric.Summary is { } summary => summary.Quantiles.Select(
            quantile => Sample(metric, [.. metric.Labels, new LabelPair("quantile", Spell(quantile.Rank))], quantile.Value)),
        SampleKind.Plain when (metric.Counter?.Value ?? metric.Gauge?.Value ?? metric.Untyped?.Value) is { } value =>
            [Sample(metric, metric.Labels, value)],
        _ => [],
    };

    /// <summary>A histogram that is native and nothing else has no samples.</summary>
    private static bool HasSamples(Histogram histogram) => histogram.Native is null || histogram.Buckets.Count > 0;

    private static double? SumOf(Metric metric) =>
        metric.Histogram is { } histogram && HasSamples(histogram) ? histogram.SampleSum ?? 0 : metric.Summary?.SampleSum;

    private static double? CountOf(Metric metric) =>
        metric.Histogram is { } histogram && HasSamples(histogram) ? histogram.SampleCount ?? 0 : metric.Summary?.SampleCount;

    private static IEnumerable<Metric> Buckets(Metric metric, Histogram histogram)
    {
        // A native histogram may have a label of this name, a bucket would have it twice then. Prometheus would refuse the page.
        if (!HasSamples(histogram) || metric.Labels.Any(label => label is { Name: "le", Value.Length: > 0 }))
        {
            yield break;
        }

        foreach (var bucket in histogram.Buckets)
        {
            yield return Bucket(metric, bucket.UpperBound, bucket.CumulativeCount);
        }

        if (!histogram.Buckets.Any(bucket => double.IsPositiveInfinity(bucket.UpperBound)))
        {
            yield return Bucket(metric, double.PositiveInfinity, histogram.SampleCount ?? 0);
        }
    }

    private static Metric Bucket(Metric metric, double bound, double count) =>
        Sample(metric, [.. metric.Labels, new LabelPair("le", Spell(bound))], count);

    private static Metric Sample(Metric metric, IReadOnlyList<LabelPair> labels, double value) => new()
    {
        Labels = labels,
        TimestampMilliseconds = metric.TimestampMilliseconds,
        Untyped = new Untyped { Value = value },
    };

    private static Metric OnlyNative(Metric metric, Histogram histogram) => new()
    {
        Labels = metric.Labels,
        TimestampMilliseconds = metric.TimestampMilliseconds,
        Histogram = new Histogram
        {
            SampleCount = histogram.SampleCount,
            ExactSampleCount = histogram.ExactSampleCount,
            SampleSum = histogram.SampleSum,
            Native = histogram.Native,
            Created = histogram.Created,
        },
    };

    /// <summary>A bound as Prometheus spells that of a bucket or quantile that came in a message.</summary>
    private static string Spell(double bound)
    {
        Span<byte> text = stackalloc byte[GoNumber.MaxLength + 2];
        var length = GoNumber.Format(bound, text);
        var isWhole = double.IsFinite(bound) && text[..length].IndexOfAny((byte)'.', (byte)'e') < 0;
        return Encoding.ASCII.GetString(text[..length]) + (isWhole ? ".0" : "");
    }
}

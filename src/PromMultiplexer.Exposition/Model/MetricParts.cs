namespace PromMultiplexer.Exposition;

/// <summary>A histogram or summary whose samples are coming in one by one.</summary>
internal sealed class MetricParts(IReadOnlyList<LabelPair> labels)
{
    private readonly List<(double Bound, double Value)> _bounded = [];
    private double? _sum;
    private double? _count;
    private long? _timestamp;

    public void Add(SampleKind kind, double bound, double value, long? timestamp)
    {
        _timestamp ??= timestamp;
        switch (kind)
        {
            case SampleKind.Sum:
                _sum ??= value;
                break;
            case SampleKind.Count:
                _count ??= value;
                break;
            default:
                _bounded.Add((bound, value));
                break;
        }
    }

    public Metric ToMetric(MetricType type) => new()
    {
        Labels = labels,
        TimestampMilliseconds = _timestamp,
        Summary = type != MetricType.Summary ? null : new Summary
        {
            SampleCount = _count,
            SampleSum = _sum,
            Quantiles = _bounded.ConvertAll(quantile => new Quantile(quantile.Bound, quantile.Value)),
        },
        Histogram = type == MetricType.Summary ? null : new Histogram
        {
            SampleCount = _count,
            SampleSum = _sum,
            Buckets = _bounded.ConvertAll(bucket => new Bucket { UpperBound = bucket.Bound, CumulativeCount = bucket.Value }),
        },
    };
}

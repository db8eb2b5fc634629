namespace PromMultiplexer.Exposition;

/// <summary>A metric of several samples that are coming in one by one.</summary>
internal sealed class MetricParts(IReadOnlyList<LabelPair> labels)
{
    private readonly List<(double Bound, double Value, Exemplar? Exemplar)> _bounded = [];
    private double? _value;
    private double? _sum;
    private double? _count;
    private long? _timestamp;
    private DateTimeOffset? _created;
    private Exemplar? _exemplar;

    public void Add(SampleKind kind, double bound, double value, long? timestamp, Exemplar? exemplar)
    {
        if (kind == SampleKind.Created)
        {
            _created ??= FromSeconds(value);
            return;
        }

        _timestamp ??= timestamp;
        switch (kind)
        {
            case SampleKind.Sum or SampleKind.GaugeSum:
                _sum ??= value;
                break;
            case SampleKind.Count or SampleKind.GaugeCount:
                _count ??= value;
                break;
            case SampleKind.Total:
                _value ??= value;
                _exemplar ??= exemplar;
                break;
            default:
                _bounded.Add((bound, value, exemplar));
                break;
        }
    }

    public Metric ToMetric(MetricType type) => new()
    {
        Labels = labels,
        TimestampMilliseconds = _timestamp,
        Counter = type != MetricType.Counter ? null : new Counter { Value = _value ?? double.NaN, Exemplar = _exemplar, Created = _created },
        Summary = type != MetricType.Summary ? null : new Summary
        {
            SampleCount = _count,
            SampleSum = _sum,
            Quantiles = _bounded.ConvertAll(quantile => new Quantile(quantile.Bound, quantile.Value)),
            Created = _created,
        },
        Histogram = type is not (MetricType.Histogram or MetricType.GaugeHistogram) ? null : new Histogram
        {
            SampleCount = _count,
            SampleSum = _sum,
            Buckets = _bounded.ConvertAll(bucket =>
                new Bucket { UpperBound = bucket.Bound, CumulativeCount = bucket.Value, Exemplar = bucket.Exemplar }),
            Created = _created,
        },
    };

    /// <summary>The time that seconds since 1970 stand for; <see langword="null"/> where .NET cannot tell it.</summary>
    public static DateTimeOffset? FromSeconds(double seconds)
    {
        var limit = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        return Math.Abs(seconds) < limit && seconds > DateTimeOffset.MinValue.ToUnixTimeSeconds()
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;
    }
}

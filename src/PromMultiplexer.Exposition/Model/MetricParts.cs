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
    private bool _isTimed;
    private bool _hasSeveralTimes;

    public void Add(SampleKind kind, double bound, double value, long? timestamp, Exemplar? exemplar)
    {
        if (kind == SampleKind.Created)
        {
            _created ??= FromSeconds(value);
            return;
        }

        _hasSeveralTimes |= _isTimed && _timestamp != timestamp;
        _isTimed = true;
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

    /// <summary>
    /// Whether the samples say all that a message says, and a message all that they say: where it says more, Prometheus would make
    /// samples of that.
    /// </summary>
    public bool MakeMessage(MetricType type) => !_hasSeveralTimes && type switch
    {
        MetricType.Counter => _value is not null,
        MetricType.Summary => _sum is not null && _count is { } count && IsCount(count) && Math.Floor(count) == count,
        _ => _sum is not null
            && _count is { } count
            && IsCount(count)
            && _bounded.TrueForAll(bucket => IsCount(bucket.Value))
            && _bounded.FindIndex(bucket => double.IsPositiveInfinity(bucket.Bound)) == _bounded.Count - 1
            && _bounded.Count > 0,
    };

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

    private static bool IsCount(double value) => value is >= 0 and < double.PositiveInfinity;

    private static DateTimeOffset? FromSeconds(double seconds)
    {
        var limit = DateTimeOffset.MaxValue.ToUnixTimeSeconds();
        return Math.Abs(seconds) < limit && seconds > DateTimeOffset.MinValue.ToUnixTimeSeconds()
            ? DateTimeOffset.UnixEpoch.AddTicks((long)(seconds * TimeSpan.TicksPerSecond))
            : null;
    }
}

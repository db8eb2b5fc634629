namespace PromMultiplexer.Exposition;

/// <summary>What the samples of one metric say that is to become a message. Reusable.</summary>
internal sealed class LineMetric
{
    /// <summary>What the largest integer of a message is, as Prometheus sees it.</summary>
    private const double LargestCount = ulong.MaxValue;

    private readonly IndexList<BoundedValue> _bounded = new();
    private bool _hasValue;
    private bool _hasSum;
    private bool _hasCount;
    private bool _isTimed;

    /// <summary>Whether there is a sample.</summary>
    public bool IsStarted { get; private set; }

    public double Value { get; private set; }

    public double Sum { get; private set; }

    public double Count { get; private set; }

    /// <summary>The sample that has the counter's exemplar; -1 where none has.</summary>
    public int Exemplar { get; private set; }

    /// <summary>When the values were true, in milliseconds.</summary>
    public long? Time { get; private set; }

    public DateTimeOffset? Created { get; private set; }

    /// <summary>The buckets or quantiles.</summary>
    public Span<BoundedValue> Bounded => _bounded.AsSpan();

    public void Clear()
    {
        _bounded.Clear();
        IsStarted = _hasValue = _hasSum = _hasCount = _isTimed = false;
        Exemplar = -1;
        Time = null;
        Created = null;
    }

    /// <summary>Adds a sample. Of those that say the same thing twice the first counts, as for Prometheus.</summary>
    /// <returns><see langword="false"/> where its time is another than that of those before, of which a message has one.</returns>
    public bool TryAdd(SampleKind kind, double bound, double value, long? time, int sample, bool hasExemplar)
    {
        IsStarted = true;
        if (kind == SampleKind.Created)
        {
            Created ??= MetricParts.FromSeconds(value);
            return true;
        }

        if (_isTimed && time != Time)
        {
            return false;
        }

        (_isTimed, Time) = (true, time);
        switch (kind)
        {
            case SampleKind.Sum or SampleKind.GaugeSum:
                Sum = _hasSum ? Sum : value;
                _hasSum = true;
                break;
            case SampleKind.Count or SampleKind.GaugeCount:
                Count = _hasCount ? Count : value;
                _hasCount = true;
                break;
            case SampleKind.Total:
                if (!_hasValue)
                {
                    Value = value;
                    Exemplar = hasExemplar ? sample : -1;
                }

                _hasValue = true;
                break;
            default:
                _bounded.Add(new BoundedValue(bound, value, hasExemplar ? sample : -1));
                break;
        }

        return true;
    }

    /// <summary>
    /// Whether the samples say all that a message says, and a message all that they say: where it says more, Prometheus would make
    /// samples of that.
    /// </summary>
    public bool IsWhole(MetricType type) => type switch
    {
        MetricType.Counter => _hasValue,
        MetricType.Summary => _hasSum && _hasCount && Count is >= 0 and <= LargestCount && Math.Floor(Count) == Count,
        _ => _hasSum && _hasCount && IsCount(Count) && HasBuckets(),
    };

    /// <summary>Whether there are buckets up to the one of +Inf, behind which Prometheus does not look.</summary>
    private bool HasBuckets()
    {
        for (var i = 0; i < _bounded.Count; i++)
        {
            if (!IsCount(_bounded[i].Value) || double.IsPositiveInfinity(_bounded[i].Bound) != (i == _bounded.Count - 1))
            {
                return false;
            }
        }

        return _bounded.Count > 0;
    }

    private static bool IsCount(double value) => value is >= 0 and < double.PositiveInfinity;

    /// <summary>A bucket or a quantile.</summary>
    /// <param name="Bound">Its upper bound, or its rank.</param>
    /// <param name="Value">Its cumulative count, or its value.</param>
    /// <param name="Exemplar">The sample that has its exemplar; -1 where none has.</param>
    internal readonly record struct BoundedValue(double Bound, double Value, int Exemplar);
}

namespace PromMultiplexer.Exposition;

/// <summary>What the values of one histogram's samples have to be to each other: buckets do not shrink, and the last is the count.</summary>
internal struct HistogramValues
{
    private double _bucket;
    private double _count;
    private bool _hasCount;

    public bool IsSumNegative { get; private set; }

    /// <summary>Takes the next sample, whose value has been found to be one that it may have.</summary>
    /// <returns><see langword="false"/> where it is a bucket with less in it than the one before.</returns>
    public bool Add(SampleKind kind, double number)
    {
        switch (kind)
        {
            case SampleKind.Bucket:
                var grows = number >= _bucket;
                _bucket = number;
                return grows;
            case SampleKind.Count or SampleKind.GaugeCount:
                _hasCount = true;
                _count = number;
                return true;
            default:
                IsSumNegative |= number < 0;
                return true;
        }
    }

    /// <summary>Whether they are that, when all have been taken.</summary>
    public readonly bool Finish() => !_hasCount || _count == _bucket;
}

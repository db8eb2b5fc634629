namespace PromMultiplexer.Exposition;

/// <summary>
/// Whether a histogram has native buckets, and whether Prometheus would store them: it refuses the whole scrape for one
/// that it would not. Counts the classic ones on the way.
/// </summary>
internal struct NativeHistogramCheck
{
    private const int LowestSchema = -4;
    private const int HighestSchema = 8;

    private NativeSide _negative;
    private NativeSide _positive;
    private WireHistogramTotals _totals;
    private int _bucketCount;
    private double _lastBound;

    /// <summary>The samples that text has for the histogram: one for each classic bucket, that of +Inf included, the sum and the count.</summary>
    public readonly int SampleCount => _bucketCount + (_bucketCount > 0 && double.IsPositiveInfinity(_lastBound) ? 0 : 1) + 2;

    /// <summary>Whether Prometheus takes it for a native histogram.</summary>
    public readonly bool IsNative => _totals.IsNative(_positive.HasSpan || _negative.HasSpan);

    /// <summary>Whether a histogram is native. Nothing says so; Prometheus tells by what it has.</summary>
    public static bool TellsNative(bool hasSpan, double zeroThreshold, ulong zeroCount) => hasSpan || zeroThreshold > 0 || zeroCount > 0;

    /// <summary>Reads the histogram that is the present field's value. One that comes again adds to the first, as in all of protobuf.</summary>
    public void Add(ref WireReader reader)
    {
        var bucket = default(WireReader);
        var outerEnd = reader.Enter();
        while (reader.NextField())
        {
            if (_totals.TryRead(ref reader))
            {
                continue;
            }

            switch (reader.Field)
            {
                case ClientModel.Histogram.Bucket:
                    _bucketCount++;
                    bucket = reader;
                    reader.Skip();
                    break;
                case ClientModel.Histogram.NegativeSpan:
                    _negative.AddSpan(ref reader);
                    break;
                case ClientModel.Histogram.NegativeDelta:
                    _negative.AddDeltas(ref reader);
                    break;
                case ClientModel.Histogram.NegativeCount:
                    _negative.AddFloats(ref reader);
                    break;
                case ClientModel.Histogram.PositiveSpan:
                    _positive.AddSpan(ref reader);
                    break;
                case ClientModel.Histogram.PositiveDelta:
                    _positive.AddDeltas(ref reader);
                    break;
                case ClientModel.Histogram.PositiveCount:
                    _positive.AddFloats(ref reader);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.Leave(outerEnd);
        if (_bucketCount > 0)
        {
            _lastBound = BoundOf(bucket);
        }
    }

    private static double BoundOf(WireReader bucket)
    {
        var bound = 0.0;
        bucket.Enter();
        while (bucket.NextField())
        {
            if (bucket.Field == ClientModel.Bucket.UpperBound)
            {
                bound = bucket.ReadDouble();
            }
            else
            {
                bucket.Skip();
            }
        }

        return bound;
    }

    /// <summary>What is wrong with it; <see langword="null"/> where nothing is, or where it is no native histogram.</summary>
    public readonly string? FindFault()
    {
        if (!IsNative)
        {
            return null;
        }

        if (_totals.Schema is < LowestSchema or > HighestSchema)
        {
            return $"a native histogram of schema {_totals.Schema}, which is not between {LowestSchema} and {HighestSchema}";
        }

        return FindFault(_positive, "positive") ?? FindFault(_negative, "negative") ?? (_totals.IsFloat ? FindFloatFault() : FindCountFault());
    }

    private readonly string? FindFault(in NativeSide side, string name)
    {
        var counts = _totals.IsFloat ? side.FloatCount : side.DeltaCount;
        return side.BucketCount != counts ? $"{name} spans of {side.BucketCount} native buckets with counts of {counts}"
            : side.HasOverlap ? $"{name} spans of native buckets that overlap"
            : (_totals.IsFloat ? side.HasNegativeFloat : side.HasNegativeCount) ? $"a {name} native bucket with a count below zero"
            : null;
    }

    private readonly string? FindFloatFault() =>
        _totals.SampleCountFloat < 0 || _totals.ZeroCountFloat < 0 ? "a native histogram with a count below zero" : null;

    private readonly string? FindCountFault()
    {
        var sum = unchecked(_positive.Sum + _negative.Sum + _totals.ZeroCount);

        // An observation of NaN is counted, but falls into no bucket.
        return double.IsNaN(_totals.SampleSum)
            ? sum > _totals.SampleCount ? $"native buckets with {sum} observations in a histogram of only {_totals.SampleCount}" : null
            : sum != _totals.SampleCount ? $"native buckets with {sum} observations in a histogram of {_totals.SampleCount}" : null;
    }
}

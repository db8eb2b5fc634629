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
    private ulong _sampleCount;
    private double _sampleCountFloat;
    private double _sampleSum;
    private double _zeroThreshold;
    private ulong _zeroCount;
    private double _zeroCountFloat;
    private int _schema;
    private int _bucketCount;
    private double _lastBound;

    /// <summary>The samples that text has for the histogram: one for each classic bucket, that of +Inf included, the sum and the count.</summary>
    public readonly int SampleCount => _bucketCount + (_bucketCount > 0 && double.IsPositiveInfinity(_lastBound) ? 0 : 1) + 2;

    /// <summary>Whether Prometheus takes it for a native histogram.</summary>
    public readonly bool IsNative => TellsNative(_positive.HasSpan || _negative.HasSpan, _zeroThreshold, _zeroCount);

    private readonly bool IsFloat => TellsFloat(_sampleCountFloat, _zeroCountFloat);

    /// <summary>Whether a histogram is native. Nothing says so; Prometheus tells by what it has.</summary>
    public static bool TellsNative(bool hasSpan, double zeroThreshold, ulong zeroCount) => hasSpan || zeroThreshold > 0 || zeroCount > 0;

    /// <summary>Whether the counts of a native histogram are floats. Nothing says so either.</summary>
    public static bool TellsFloat(double sampleCountFloat, double zeroCountFloat) => sampleCountFloat > 0 || zeroCountFloat > 0;

    /// <summary>Reads the histogram that is the present field's value. One that comes again adds to the first, as in all of protobuf.</summary>
    public void Add(ref WireReader reader)
    {
        var bucket = default(WireReader);
        var outerEnd = reader.Enter();
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.Histogram.SampleCount:
                    _sampleCount = reader.ReadVarint();
                    break;
                case ClientModel.Histogram.SampleCountFloat:
                    _sampleCountFloat = reader.ReadDouble();
                    break;
                case ClientModel.Histogram.SampleSum:
                    _sampleSum = reader.ReadDouble();
                    break;
                case ClientModel.Histogram.Bucket:
                    _bucketCount++;
                    bucket = reader;
                    reader.Skip();
                    break;
                case ClientModel.Histogram.Schema:
                    _schema = WireReader.Unzigzag32(reader.ReadVarint());
                    break;
                case ClientModel.Histogram.ZeroThreshold:
                    _zeroThreshold = reader.ReadDouble();
                    break;
                case ClientModel.Histogram.ZeroCount:
                    _zeroCount = reader.ReadVarint();
                    break;
                case ClientModel.Histogram.ZeroCountFloat:
                    _zeroCountFloat = reader.ReadDouble();
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

        if (_schema is < LowestSchema or > HighestSchema)
        {
            return $"a native histogram of schema {_schema}, which is not between {LowestSchema} and {HighestSchema}";
        }

        return FindFault(_positive, "positive") ?? FindFault(_negative, "negative") ?? (IsFloat ? FindFloatFault() : FindCountFault());
    }

    private readonly string? FindFault(in NativeSide side, string name)
    {
        var counts = IsFloat ? side.FloatCount : side.DeltaCount;
        return side.BucketCount != counts ? $"{name} spans of {side.BucketCount} native buckets with counts of {counts}"
            : side.HasOverlap ? $"{name} spans of native buckets that overlap"
            : (IsFloat ? side.HasNegativeFloat : side.HasNegativeCount) ? $"a {name} native bucket with a count below zero"
            : null;
    }

    private readonly string? FindFloatFault() =>
        _sampleCountFloat < 0 || _zeroCountFloat < 0 ? "a native histogram with a count below zero" : null;

    private readonly string? FindCountFault()
    {
        var sum = unchecked(_positive.Sum + _negative.Sum + _zeroCount);

        // An observation of NaN is counted, but falls into no bucket.
        return double.IsNaN(_sampleSum)
            ? sum > _sampleCount ? $"native buckets with {sum} observations in a histogram of only {_sampleCount}" : null
            : sum != _sampleCount ? $"native buckets with {sum} observations in a histogram of {_sampleCount}" : null;
    }
}

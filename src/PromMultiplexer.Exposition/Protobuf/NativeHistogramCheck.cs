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
    private bool _hasInfinity;

    /// <summary>The samples that text has for the histogram: one for each classic bucket up to that of +Inf, the sum and the count.</summary>
    public readonly int SampleCount => _bucketCount + (_hasInfinity ? 0 : 1) + 2;

    /// <summary>Whether Prometheus takes it for a native histogram.</summary>
    public readonly bool IsNative => _totals.IsNative(HasSpan);

    /// <summary>Whether a histogram is native. Nothing says so; Prometheus tells by what it has.</summary>
    public static bool TellsNative(bool hasSpan, double zeroThreshold, ulong zeroCount) => hasSpan || zeroThreshold > 0 || zeroCount > 0;

    /// <summary>Whether its count is below zero.</summary>
    public readonly bool HasNegativeCount => _totals.CountsInFloats(HasSpan) && _totals.SampleCountFloat < 0;

    private readonly bool HasSpan => _positive.HasSpan || _negative.HasSpan;

    /// <summary>
    /// Checks how the histogram is spelled that is the present field's value, and reads it. One that comes again adds to the first, as
    /// in all of protobuf.
    /// </summary>
    /// <param name="reader">The reader, whose fault is then what is wrong with the spelling.</param>
    /// <param name="page">The page that it reads.</param>
    /// <param name="strict">Is told of what only strict reading looks at; <see langword="null"/> in tolerant reading.</param>
    public void Add(ref WireReader reader, ReadOnlySpan<byte> page, ProtobufStrictCheck? strict)
    {
        var outerEnd = reader.Enter();
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.Histogram.Bucket:
                    AddBucket(ref reader, page, strict);
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
                case ClientModel.Histogram.Created or ClientModel.Histogram.Exemplar:
                    CheckPart(ref reader, page, strict);
                    break;
                default:
                    if (!_totals.TryRead(ref reader))
                    {
                        reader.Skip();
                    }

                    break;
            }
        }

        reader.Leave(outerEnd);
    }

    /// <summary>Checks a part of which only strict reading wants to know more.</summary>
    private static void CheckPart(ref WireReader reader, ReadOnlySpan<byte> page, ProtobufStrictCheck? strict)
    {
        var again = reader;
        MessageCheck.CheckValue(ref reader, MessageSchema.Histogram.Find(reader.Field)!, strict is not null);
        if (strict is not null && reader.Fault is null && again.Field == ClientModel.Histogram.Exemplar)
        {
            strict.AddNativeExemplar(page, ref again);
        }
    }

    private void AddBucket(ref WireReader reader, ReadOnlySpan<byte> page, ProtobufStrictCheck? strict)
    {
        var bound = 0.0;
        var count = 0UL;
        var countFloat = 0.0;
        var outerEnd = reader.Enter();
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.Bucket.CumulativeCount:
                    count = reader.ReadVarint();
                    break;
                case ClientModel.Bucket.UpperBound:
                    bound = reader.ReadDouble();
                    break;
                case ClientModel.Bucket.CumulativeCountFloat:
                    countFloat = reader.ReadDouble();
                    break;
                case ClientModel.Bucket.Exemplar:
                    CheckExemplar(ref reader, strict);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.Leave(outerEnd);
        _bucketCount += _hasInfinity ? 0 : 1;
        _hasInfinity |= double.IsPositiveInfinity(bound);
        strict?.AddBucket(page, bound, countFloat != 0 ? countFloat : count);
    }

    private static void CheckExemplar(ref WireReader reader, ProtobufStrictCheck? strict)
    {
        var again = reader;
        MessageCheck.CheckValue(ref reader, MessageSchema.Bucket.Find(ClientModel.Bucket.Exemplar)!, strict is not null);
        if (strict is not null && reader.Fault is null)
        {
            strict.AddBucketExemplar(ref again);
        }
    }

    /// <summary>What is wrong with it; <see langword="null"/> where nothing is, or where it is no native histogram.</summary>
    /// <param name="isBehindNative">Whether it is taken for native in any case, because one before it in its message is.</param>
    public readonly string? FindFault(bool isBehindNative) =>
        IsNative ? FindFault()
        : isBehindNative && FindFault() is { } fault ? $"a classic histogram behind a native one in one message: {fault}"
        : null;

    private readonly string? FindFault()
    {
        if (_totals.Schema is < LowestSchema or > HighestSchema)
        {
            return $"a native histogram of schema {_totals.Schema}, which is not between {LowestSchema} and {HighestSchema}";
        }

        return FindFault(_positive, "positive") ?? FindFault(_negative, "negative") ?? (_totals.IsFloat ? FindFloatFault() : FindCountFault());
    }

    /// <summary>What of it only strict reading minds; <see langword="null"/> where that is nothing, or where it is no native histogram.</summary>
    public readonly string? FindStrictFault() => !IsNative ? null
        : !(_totals.ZeroThreshold >= 0) ? "a native histogram with a zero threshold that is negative or no number"
        : (_totals.IsFloat ? _positive.DeltaCount + _negative.DeltaCount : _positive.FloatCount + _negative.FloatCount) > 0
            ? "a native histogram with both integer and float counts"
        : null;

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

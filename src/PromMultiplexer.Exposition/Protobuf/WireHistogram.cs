namespace PromMultiplexer.Exposition;

/// <summary>A <c>Histogram</c> that is being read.</summary>
internal sealed class WireHistogram
{
    private readonly List<Bucket> _buckets = [];
    private readonly List<BucketSpan> _negativeSpans = [];
    private readonly List<long> _negativeDeltas = [];
    private readonly List<double> _negativeCounts = [];
    private readonly List<BucketSpan> _positiveSpans = [];
    private readonly List<long> _positiveDeltas = [];
    private readonly List<double> _positiveCounts = [];
    private readonly List<Exemplar> _exemplars = [];
    private WireHistogramTotals _totals;

    /// <summary>Reads the message that is the present field's value. One that comes again adds to the first, as in all of protobuf.</summary>
    public void Read(ref WireReader reader)
    {
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
                    _buckets.Add(WireBucket.Read(ref reader).ToBucket());
                    break;
                case ClientModel.Histogram.NegativeSpan:
                    _negativeSpans.Add(NativeSide.ReadSpan(ref reader));
                    break;
                case ClientModel.Histogram.NegativeDelta:
                    ReadDeltas(ref reader, _negativeDeltas);
                    break;
                case ClientModel.Histogram.NegativeCount:
                    ReadCounts(ref reader, _negativeCounts);
                    break;
                case ClientModel.Histogram.PositiveSpan:
                    _positiveSpans.Add(NativeSide.ReadSpan(ref reader));
                    break;
                case ClientModel.Histogram.PositiveDelta:
                    ReadDeltas(ref reader, _positiveDeltas);
                    break;
                case ClientModel.Histogram.PositiveCount:
                    ReadCounts(ref reader, _positiveCounts);
                    break;
                case ClientModel.Histogram.Exemplar:
                    var exemplar = default(WireExemplar);
                    exemplar.Read(ref reader);
                    _exemplars.Add(exemplar.ToExemplar()!);
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.Leave(outerEnd);
    }

    /// <summary>The histogram, as Prometheus understands it: it does not look at the buckets behind the one of +Inf.</summary>
    public Histogram ToHistogram()
    {
        var hasSpan = _positiveSpans.Count + _negativeSpans.Count > 0;
        var isNative = _totals.IsNative(hasSpan);
        var isFloat = _totals.CountsInFloats(hasSpan);
        var infinity = _buckets.FindIndex(bucket => double.IsPositiveInfinity(bucket.UpperBound));
        return new Histogram
        {
            SampleCount = isFloat ? _totals.SampleCountFloat : _totals.SampleCount,
            ExactSampleCount = isFloat ? null : _totals.SampleCount,
            SampleSum = _totals.SampleSum,
            Buckets = infinity < 0 ? _buckets : _buckets[..(infinity + 1)],
            Native = isNative ? ToNative(isFloat) : null,
            Created = _totals.Created.ToTime(),
        };
    }

    /// <summary>Writes a histogram as the value of a metric.</summary>
    public static void Write(Histogram histogram, ref WireWriter writer)
    {
        var native = histogram.Native;
        var message = writer.BeginMessage(ClientModel.Metric.Histogram);

        // A float is written only where it is one: Prometheus takes a native histogram for one of floats because of it.
        var count = native?.IsFloat == true ? null : histogram.ExactSampleCount;
        if (count is { } exactCount)
        {
            writer.WriteVarint(ClientModel.Histogram.SampleCount, exactCount);
        }

        if (histogram.SampleSum is { } sum)
        {
            writer.WriteDouble(ClientModel.Histogram.SampleSum, sum);
        }

        foreach (var bucket in histogram.Buckets)
        {
            WriteBucket(bucket, ref writer);
        }

        if (count is null && histogram.SampleCount is { } floatCount)
        {
            writer.WriteDouble(ClientModel.Histogram.SampleCountFloat, floatCount);
        }

        if (native is not null)
        {
            WriteNative(native, ref writer);
        }

        WireTimestamp.Write(ClientModel.Histogram.Created, histogram.Created, ref writer);
        foreach (var exemplar in native?.Exemplars ?? [])
        {
            WireExemplar.Write(ClientModel.Histogram.Exemplar, exemplar, ref writer);
        }

        writer.EndMessage(message);
    }

    private static void WriteBucket(Bucket bucket, ref WireWriter writer)
    {
        var message = writer.BeginMessage(ClientModel.Histogram.Bucket);
        var count = bucket.ExactCumulativeCount;
        if (count is { } exactCount)
        {
            writer.WriteVarint(ClientModel.Bucket.CumulativeCount, exactCount);
        }

        writer.WriteDouble(ClientModel.Bucket.UpperBound, bucket.UpperBound);
        WireExemplar.Write(ClientModel.Bucket.Exemplar, bucket.Exemplar, ref writer);
        if (count is null)
        {
            writer.WriteDouble(ClientModel.Bucket.CumulativeCountFloat, bucket.CumulativeCount);
        }

        writer.EndMessage(message);
    }

    private static void WriteNative(NativeBuckets native, ref WireWriter writer)
    {
        writer.WriteZigzag(ClientModel.Histogram.Schema, native.Schema);
        writer.WriteDouble(ClientModel.Histogram.ZeroThreshold, native.ZeroThreshold);
        var zeroCount = native.IsFloat ? null : native.ExactZeroCount;
        if (zeroCount is { } exactCount)
        {
            writer.WriteVarint(ClientModel.Histogram.ZeroCount, exactCount);
        }
        else
        {
            writer.WriteDouble(ClientModel.Histogram.ZeroCountFloat, native.ZeroCount);
        }

        foreach (var span in native.NegativeSpans)
        {
            WriteSpan(ClientModel.Histogram.NegativeSpan, span, ref writer);
        }

        foreach (var delta in native.NegativeDeltas)
        {
            writer.WriteZigzag(ClientModel.Histogram.NegativeDelta, delta);
        }

        foreach (var count in native.NegativeCounts)
        {
            writer.WriteDouble(ClientModel.Histogram.NegativeCount, count);
        }

        foreach (var span in native.PositiveSpans)
        {
            WriteSpan(ClientModel.Histogram.PositiveSpan, span, ref writer);
        }

        // Nothing else would tell a native histogram that has observed nothing from a classic one.
        if (!NativeHistogramCheck.TellsNative(native.PositiveSpans.Count + native.NegativeSpans.Count > 0, native.ZeroThreshold, zeroCount ?? 0))
        {
            WriteSpan(ClientModel.Histogram.PositiveSpan, default, ref writer);
        }

        foreach (var delta in native.PositiveDeltas)
        {
            writer.WriteZigzag(ClientModel.Histogram.PositiveDelta, delta);
        }

        foreach (var count in native.PositiveCounts)
        {
            writer.WriteDouble(ClientModel.Histogram.PositiveCount, count);
        }
    }

    private static void WriteSpan(int field, BucketSpan span, ref WireWriter writer)
    {
        var message = writer.BeginMessage(field);
        writer.WriteZigzag(ClientModel.BucketSpan.Offset, span.Offset);
        writer.WriteVarint(ClientModel.BucketSpan.Length, span.Length);
        writer.EndMessage(message);
    }

    private static void ReadDeltas(ref WireReader reader, List<long> deltas)
    {
        var numbers = reader.ReadNumbers(WireType.Varint);
        while (!numbers.IsAtEnd)
        {
            deltas.Add(WireReader.Unzigzag(numbers.ReadRawVarint()));
        }
    }

    private static void ReadCounts(ref WireReader reader, List<double> counts)
    {
        var numbers = reader.ReadNumbers(WireType.Fixed64);
        while (!numbers.IsAtEnd)
        {
            counts.Add(numbers.ReadRawDouble());
        }
    }

    private NativeBuckets ToNative(bool isFloat) => new()
    {
        Schema = _totals.Schema,
        ZeroThreshold = _totals.ZeroThreshold,
        ZeroCount = isFloat ? _totals.ZeroCountFloat : _totals.ZeroCount,
        ExactZeroCount = isFloat ? null : _totals.ZeroCount,
        NegativeSpans = _negativeSpans,
        NegativeDeltas = _negativeDeltas,
        NegativeCounts = _negativeCounts,
        PositiveSpans = _positiveSpans,
        PositiveDeltas = _positiveDeltas,
        PositiveCounts = _positiveCounts,
        IsFloat = isFloat,
        Exemplars = _exemplars,
    };
}

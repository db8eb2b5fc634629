namespace PromMultiplexer.Exposition;

/// <summary>What is to be known of a native histogram's buckets for positive observations, or of those for negative ones.</summary>
internal struct NativeSide
{
    private int _gap;
    private bool _hasBuckets;
    private long _lastCount;

    /// <summary>Whether there is a span, be it one without buckets.</summary>
    public bool HasSpan { get; private set; }

    /// <summary>Whether a span begins before the one in front of it ends.</summary>
    public bool HasOverlap { get; private set; }

    /// <summary>The buckets that the spans are made of.</summary>
    public long BucketCount { get; private set; }

    public long DeltaCount { get; private set; }

    /// <summary>The observations in all buckets, where the counts are integers.</summary>
    public ulong Sum { get; private set; }

    public bool HasNegativeCount { get; private set; }

    public long FloatCount { get; private set; }

    public bool HasNegativeFloat { get; private set; }

    /// <summary>Reads the span that is the present field's value.</summary>
    public void AddSpan(ref WireReader reader)
    {
        var span = ReadSpan(ref reader);
        HasSpan = true;

        // One without buckets only moves the next one on.
        _gap = unchecked(_gap + span.Offset);
        if (span.Length > 0)
        {
            HasOverlap |= _hasBuckets && _gap < 0;
            _hasBuckets = true;
            _gap = 0;
            BucketCount += span.Length;
        }
    }

    /// <summary>Reads one or all of the counts that integer histograms have.</summary>
    public void AddDeltas(ref WireReader reader)
    {
        var deltas = reader.ReadNumbers(WireType.Varint);
        while (!deltas.IsAtEnd)
        {
            DeltaCount++;
            _lastCount = unchecked(_lastCount + WireReader.Unzigzag(deltas.ReadRawVarint()));
            HasNegativeCount |= _lastCount < 0;
            Sum = unchecked(Sum + (ulong)_lastCount);
        }

        TakeFault(deltas, ref reader);
    }

    /// <summary>Reads one or all of the counts that float histograms have.</summary>
    public void AddFloats(ref WireReader reader)
    {
        var counts = reader.ReadNumbers(WireType.Fixed64);
        while (!counts.IsAtEnd)
        {
            FloatCount++;
            HasNegativeFloat |= counts.ReadRawDouble() < 0;
        }

        TakeFault(counts, ref reader);
    }

    /// <summary>Reads the span that is the present field's value.</summary>
    public static BucketSpan ReadSpan(ref WireReader reader)
    {
        var offset = 0;
        var length = 0U;
        var outerEnd = reader.Enter();
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.BucketSpan.Offset:
                    offset = WireReader.Unzigzag32(reader.ReadVarint());
                    break;
                case ClientModel.BucketSpan.Length:
                    length = (uint)reader.ReadVarint();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.Leave(outerEnd);
        return new BucketSpan(offset, length);
    }

    private static void TakeFault(in WireReader numbers, ref WireReader reader)
    {
        if (numbers.Fault is { } fault)
        {
            reader.Fail(numbers.Position, fault);
        }
    }
}

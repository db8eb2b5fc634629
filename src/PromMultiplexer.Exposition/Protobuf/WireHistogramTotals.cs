namespace PromMultiplexer.Exposition;

/// <summary>The numbers that a <c>Histogram</c> that is being read has once, beside its buckets.</summary>
internal struct WireHistogramTotals
{
    private WireTimestamp _created;

    public ulong SampleCount { get; private set; }

    /// <summary>The count where it is a float.</summary>
    public double SampleCountFloat { get; private set; }

    public double SampleSum { get; private set; }

    public int Schema { get; private set; }

    public double ZeroThreshold { get; private set; }

    public ulong ZeroCount { get; private set; }

    public double ZeroCountFloat { get; private set; }

    public readonly WireTimestamp Created => _created;

    /// <summary>Whether the counts of a native histogram are floats. Nothing says so; Prometheus tells by what it has.</summary>
    public readonly bool IsFloat => SampleCountFloat > 0 || ZeroCountFloat > 0;

    /// <summary>Whether the histogram is native, given whether it has a span of native buckets. Nothing says so either.</summary>
    public readonly bool IsNative(bool hasSpan) => NativeHistogramCheck.TellsNative(hasSpan, ZeroThreshold, ZeroCount);

    /// <summary>Whether the count to go by is the float.</summary>
    public readonly bool CountsInFloats(bool hasSpan) => IsNative(hasSpan) ? IsFloat : SampleCountFloat != 0;

    /// <summary>Reads the present field of the histogram's message, if it is one of these.</summary>
    public bool TryRead(ref WireReader reader)
    {
        switch (reader.Field)
        {
            case ClientModel.Histogram.SampleCount:
                SampleCount = reader.ReadVarint();
                return true;
            case ClientModel.Histogram.SampleCountFloat:
                SampleCountFloat = reader.ReadDouble();
                return true;
            case ClientModel.Histogram.SampleSum:
                SampleSum = reader.ReadDouble();
                return true;
            case ClientModel.Histogram.Schema:
                Schema = WireReader.Unzigzag32(reader.ReadVarint());
                return true;
            case ClientModel.Histogram.ZeroThreshold:
                ZeroThreshold = reader.ReadDouble();
                return true;
            case ClientModel.Histogram.ZeroCount:
                ZeroCount = reader.ReadVarint();
                return true;
            case ClientModel.Histogram.ZeroCountFloat:
                ZeroCountFloat = reader.ReadDouble();
                return true;
            case ClientModel.Histogram.Created:
                _created.Read(ref reader);
                return true;
            default:
                return false;
        }
    }
}

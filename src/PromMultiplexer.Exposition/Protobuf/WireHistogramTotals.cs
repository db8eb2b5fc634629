namespace PromMultiplexer.Exposition;

/// <summary>What a <c>Histogram</c> that is being read says besides its buckets, native ones included.</summary>
internal struct WireHistogramTotals
{
    private ulong _count;
    private double _countFloat;
    private double _zeroThreshold;
    private ulong _zeroCount;
    private double _zeroCountFloat;
    private bool _hasSpan;
    private WireTimestamp _created;

    public double Sum { get; private set; }

    public readonly ulong Count => CountFloat != 0 ? 0 : _count;

    /// <summary>The count where it is a float, which is where this is not zero.</summary>
    public readonly double CountFloat =>
        NativeHistogramCheck.TellsNative(_hasSpan, _zeroThreshold, _zeroCount) && !NativeHistogramCheck.TellsFloat(_countFloat, _zeroCountFloat)
            ? 0
            : _countFloat;

    public readonly WireTimestamp Created => _created;

    /// <summary>Reads the present field of the histogram's message.</summary>
    public void Read(ref WireReader reader)
    {
        switch (reader.Field)
        {
            case ClientModel.Histogram.SampleCount:
                _count = reader.ReadVarint();
                break;
            case ClientModel.Histogram.SampleSum:
                Sum = reader.ReadDouble();
                break;
            case ClientModel.Histogram.SampleCountFloat:
                _countFloat = reader.ReadDouble();
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
            case ClientModel.Histogram.NegativeSpan or ClientModel.Histogram.PositiveSpan:
                _hasSpan = true;
                reader.Skip();
                break;
            case ClientModel.Histogram.Created:
                _created.Read(ref reader);
                break;
            default:
                reader.Skip();
                break;
        }
    }
}

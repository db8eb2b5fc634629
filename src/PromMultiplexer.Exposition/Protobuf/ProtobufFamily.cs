namespace PromMultiplexer.Exposition;

/// <summary>One <c>MetricFamily</c> message of a page.</summary>
internal struct ProtobufFamily
{
    public Slice Name;

    /// <summary>The HELP text, not escaped; <see cref="Slice.None"/> where there is none.</summary>
    public Slice Help;

    /// <summary>The unit; <see cref="Slice.None"/> where there is none.</summary>
    public Slice Unit;

    /// <summary>The whole message, without its length.</summary>
    public Slice Message;

    /// <summary>The index of the first of its metrics, which stand together.</summary>
    public int FirstMetric;

    public int MetricCount;

    /// <summary>The bytes of the fields that are not known, which are handed on with the family.</summary>
    public int UnknownBytes;

    public MetricType Type;

    /// <summary>Whether there is a native histogram among its metrics, or, while they are read, among those before.</summary>
    public bool HasNative;

    /// <summary>Whether there is anything else among them.</summary>
    public bool HasOthers;

    /// <summary>Takes down what sort of metric comes next.</summary>
    public void Note(in ProtobufMetric metric)
    {
        HasNative |= metric.IsNative;
        HasOthers |= !metric.IsNative;
    }
}

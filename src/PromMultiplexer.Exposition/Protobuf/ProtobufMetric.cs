namespace PromMultiplexer.Exposition;

/// <summary>One <c>Metric</c> message of a page.</summary>
internal struct ProtobufMetric
{
    /// <summary>The whole message, without its length.</summary>
    public Slice Message;

    /// <summary>How far into the message its labels reach, which is where one more goes; -1 where it takes none.</summary>
    public int LabelsEnd;

    /// <summary>The samples that text has for it.</summary>
    public int SampleCount;
}

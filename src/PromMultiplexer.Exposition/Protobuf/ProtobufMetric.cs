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

    /// <summary>
    /// How far into the message the eight bytes of a value stand that may be any number without anybody minding; 0 where there
    /// is none.
    /// </summary>
    public ushort ValueOffset;

    /// <summary>The bytes of the tag and the length in front of the message.</summary>
    public byte HeadLength;

    /// <summary>Whether it is a histogram that has native buckets.</summary>
    public bool IsNative;

    /// <summary>Where the field begins that the message is the value of.</summary>
    public readonly int Start => Message.Start - HeadLength;

    /// <summary>The place behind the message.</summary>
    public readonly int End => Message.Start + Message.Length;
}

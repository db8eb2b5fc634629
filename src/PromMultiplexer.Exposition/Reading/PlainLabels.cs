namespace PromMultiplexer.Exposition;

/// <summary>What a set of labels tells about its sample.</summary>
internal unsafe struct PlainLabels
{
    /// <summary>What a label needs around it at its slot.</summary>
    public LabelSlot Slot;

    /// <summary>Where in the line a label goes.</summary>
    public int SlotOffset;

    /// <summary>The value of the first <c>le</c> or <c>quantile</c>; null where there is none.</summary>
    public byte* Bound;

    public int BoundLength;

    /// <summary>The sum of the hashes of all labels that have a value.</summary>
    public ulong Hash;
}

using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>One sample: its line, the line feed included, and the place in it where a label goes.</summary>
internal struct SampleEntry
{
    /// <summary>Two braces, or a comma: four bits for each slot, because a branch for it nobody could foretell.</summary>
    private const int Punctuation = (2 << ((int)LabelSlot.Braces * 4)) | (1 << ((int)LabelSlot.Last * 4)) | (1 << ((int)LabelSlot.Before * 4));

    /// <summary>Where the line starts, as in <see cref="Slice"/>.</summary>
    public int Start;

    /// <summary>The bytes of the line.</summary>
    public int Length;

    /// <summary>The bytes of the line in front of the label slot.</summary>
    public int SlotOffset;

    public LabelSlot Slot;

    public SampleKind Kind;

    /// <summary>The line has a timestamp or an exemplar, which the formats spell differently.</summary>
    public bool HasTimeOrExemplar;

    /// <summary>
    /// The bytes of the line from the value on: the only ones that differ in the next page of the same program. 0 where the
    /// line was spelled anew, or that is too long to be told here.
    /// </summary>
    public byte TailLength;

    public readonly Slice Line => new(Start, Length);

    /// <summary>The place behind the line.</summary>
    public readonly int End => Start + Length;

    /// <summary>Where the value starts. Only to be asked for where there is a <see cref="TailLength"/>.</summary>
    public readonly int ValueStart => Start + Length - TailLength;

    /// <summary>The bytes that a label needs at this slot besides its own.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int PunctuationOf(LabelSlot slot) => (Punctuation >> ((int)slot * 4)) & 0xf;
}

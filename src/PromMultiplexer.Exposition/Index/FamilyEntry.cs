using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>One family: its metadata and where its samples are.</summary>
internal struct FamilyEntry
{
    /// <summary>Stands for every kind of sample.</summary>
    public const ushort AllKinds = ushort.MaxValue;

    /// <summary>The name that the family has in text: the one it is known by among all formats.</summary>
    public Slice Name;

    /// <summary>The bytes of the name that the names of its samples start with: all, but for OpenMetrics counters and infos.</summary>
    public int BaseLength;

    /// <summary>The HELP text, escaped as the text format escapes it; <see cref="Slice.None"/> where there is none.</summary>
    public Slice Help;

    /// <summary>The unit; <see cref="Slice.None"/> where there is none.</summary>
    public Slice Unit;

    /// <summary>The family's runs of samples; -1 where it has none.</summary>
    public int FirstRun;

    public int LastRun;

    public int SampleCount;

    /// <summary>The samples among them that have a slot for a label.</summary>
    public int SlotCount;

    /// <summary>
    /// The bytes of its HELP and TYPE lines in the source, where these stand together and are what text writes for it; else 0.
    /// </summary>
    public int MetadataLength;

    /// <summary>The bytes of all its lines.</summary>
    public long LineBytes;

    /// <summary>The bytes that a label needs at the slots of all its lines besides its own.</summary>
    public int PunctuationBytes;

    /// <summary>One bit for each <see cref="SampleKind"/> that its samples have.</summary>
    public ushort Kinds;

    public MetricType Type;

    public FamilyFlags Flags;

    /// <summary>Its HELP and TYPE lines. Only to be asked for where there is a <see cref="MetadataLength"/>.</summary>
    public readonly Slice Metadata => new(Name.Start - "# HELP ".Length, MetadataLength);

    public readonly bool Has(FamilyFlags flag) => (Flags & flag) != 0;

    /// <summary>Becomes a family of which nothing but the name is known. In its place, because it is large.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Become(Slice name)
    {
        this = default;
        Name = name;
        BaseLength = name.Length;
        Help = Unit = Slice.None;
        FirstRun = LastRun = -1;
    }

    /// <summary>Becomes a family without samples.</summary>
    public void ForgetSamples()
    {
        FirstRun = LastRun = -1;
        SampleCount = SlotCount = PunctuationBytes = 0;
        LineBytes = 0;
        Kinds = 0;
        Flags &= ~FamilyFlags.HasTimesOrExemplars;
    }

    /// <summary>Counts a sample that was added.</summary>
    public void Count(in SampleEntry sample) => Count(new ReadOnlySpan<SampleEntry>(in sample));

    /// <summary>Counts samples that were added.</summary>
    public void Count(ReadOnlySpan<SampleEntry> samples)
    {
        var (slots, kinds, punctuation, lines, hasTimesOrExemplars) = (0, 0, 0, 0L, false);
        foreach (ref readonly var sample in samples)
        {
            slots += sample.Slot == LabelSlot.None ? 0 : 1;
            kinds |= 1 << (int)sample.Kind;
            lines += sample.Length;
            punctuation += SampleEntry.PunctuationOf(sample.Slot);
            hasTimesOrExemplars |= sample.HasTimeOrExemplar;
        }

        SampleCount += samples.Length;
        SlotCount += slots;
        Kinds |= (ushort)kinds;
        LineBytes += lines;
        PunctuationBytes += punctuation;
        Flags |= hasTimesOrExemplars ? FamilyFlags.HasTimesOrExemplars : FamilyFlags.None;
    }
}

using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>One family of the merged page: its metadata, and the parts that its samples come from.</summary>
internal struct MergedFamily
{
    public int FirstPart;

    public int PartCount;

    public int SampleCount;

    /// <summary>The part that the HELP text is from; -1 where there is none.</summary>
    public int HelpPart;

    /// <summary>The part that the unit is from; -1 where there is none.</summary>
    public int UnitPart;

    public MetricType Type;

    /// <summary>The family takes no part in the page: it has no samples and its name would clash.</summary>
    public bool IsHidden;

    /// <summary>The family has to be taken apart by sample names.</summary>
    public bool IsDemoted;

    /// <summary>The metadata stands in the source of the first part as it is to be written.</summary>
    public bool HasMetadataInSource;

    /// <summary>
    /// All lines of the family stand in their source right behind those of the family in front of it on this page, as they are to be
    /// written.
    /// </summary>
    public bool GoesOn;

    /// <summary>The family has samples, of one source alone, where its metadata stands as it is to be written.</summary>
    public readonly bool StandsInSource => PartCount == 1 && HasMetadataInSource && SampleCount > 0;

    /// <summary>Becomes a family of some parts, about which nothing is settled.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Become(int firstPart, int partCount)
    {
        this = default;
        FirstPart = firstPart;
        PartCount = partCount;
        HelpPart = -1;
        UnitPart = -1;
    }
}

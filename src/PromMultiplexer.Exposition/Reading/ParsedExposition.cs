namespace PromMultiplexer.Exposition;

/// <summary>
/// A page that was read: its source bytes and an index of its families and samples. Reusable, so that reading again
/// allocates nothing. Not safe for concurrent writing; safe for any number of readers between two reads.
/// </summary>
public sealed class ParsedExposition
{
    /// <summary>The format of <see cref="Source"/>.</summary>
    public ExpositionFormat Format { get; internal set; }

    /// <summary>The bytes that were read. The index points into them.</summary>
    public ReadOnlyMemory<byte> Source { get; internal set; }

    /// <summary>The number of families, those without samples included.</summary>
    public int FamilyCount { get; internal set; }

    /// <summary>The number of samples.</summary>
    public int SampleCount { get; internal set; }

    /// <summary>The samples that were dropped because they have the same label twice. Always 0 in strict mode.</summary>
    public int DroppedSampleCount { get; internal set; }

    /// <summary>The typed form of the whole page: a copy that owns its data, families sorted by name.</summary>
    public IReadOnlyList<MetricFamily> ToFamilies() => throw new NotImplementedException();
}

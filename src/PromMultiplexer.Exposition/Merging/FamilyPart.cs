using System.Numerics;
using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>What one source contributes to a merged family: all samples of one of its families, or those of some kinds.</summary>
internal struct FamilyPart
{
    /// <summary>The index of the source.</summary>
    public int Source;

    /// <summary>The index of the family in the source.</summary>
    public int Family;

    public int SampleCount;

    /// <summary>
    /// The name under which the part is filed: its family's, of which a page of the same shape has one of the same length, or, where
    /// the family was taken apart, one in the merger's arena.
    /// </summary>
    public Slice Name;

    /// <summary>One bit for each <see cref="SampleKind"/> that belongs to the part.</summary>
    public ushort Kinds;

    /// <summary>The type that the part has in the format to be written.</summary>
    public MetricType Type;

    /// <summary>The name is in the merger's arena: the family was taken apart.</summary>
    public bool IsApart;

    /// <summary>The source disagrees with an earlier one on the type, and its samples are left out.</summary>
    public bool IsLeftOut;

    /// <summary>The place behind the last of its samples in <see cref="MergedExposition.Reordered"/>; 0 where they stand as in their source.</summary>
    public int EndOfReordered;

    /// <summary>The one kind of a part that was taken apart.</summary>
    public readonly SampleKind Kind => (SampleKind)BitOperations.TrailingZeroCount(Kinds);

    /// <summary>The part has the native histograms of a family that was taken apart.</summary>
    public readonly bool IsNative => IsApart && Kind == SampleKind.Native;

    /// <summary>Becomes all samples of a family.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Become(int source, int family, in FamilyEntry entry)
    {
        this = default;
        Source = source;
        Family = family;
        Name = entry.Name;
        Kinds = FamilyEntry.AllKinds;
        Type = entry.Type;
        SampleCount = entry.SampleCount;
    }

    public readonly bool Contains(SampleKind kind) => (Kinds & (1 << (int)kind)) != 0;
}

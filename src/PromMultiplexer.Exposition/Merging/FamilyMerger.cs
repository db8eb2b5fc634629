namespace PromMultiplexer.Exposition;

/// <summary>Merges labeled pages into one, family by family. Reusable; not safe for concurrent use.</summary>
public sealed class FamilyMerger
{
    /// <summary>Makes a merger.</summary>
    /// <param name="onTypeConflict">What to do when sources disagree on a family's type.</param>
    public FamilyMerger(TypeConflict onTypeConflict = TypeConflict.Demote) => OnTypeConflict = onTypeConflict;

    /// <summary>What happens when sources disagree on a family's type.</summary>
    public TypeConflict OnTypeConflict { get; }

    /// <summary>
    /// Merges <paramref name="sources"/> in the order given. The result points into the sources, which must stay unchanged
    /// while it is used, and is valid until the next call.
    /// </summary>
    public MergedExposition Merge(ReadOnlySpan<LabeledExposition> sources) => throw new NotImplementedException();
}

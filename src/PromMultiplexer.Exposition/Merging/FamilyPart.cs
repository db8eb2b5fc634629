namespace PromMultiplexer.Exposition;

/// <summary>What one source contributes to a merged family.</summary>
internal struct FamilyPart
{
    /// <summary>Stands for every kind of sample.</summary>
    public const int AllKinds = -1;

    /// <summary>Stands for none: the source disagrees with an earlier one and is left out.</summary>
    public const int NoKind = -2;

    /// <summary>The index of the source.</summary>
    public int Source;

    /// <summary>The index of the family in the source.</summary>
    public int Family;

    /// <summary>The <see cref="SampleKind"/> of the samples that belong to the part; <see cref="AllKinds"/> for all of the family's.</summary>
    public int Kind;

    public int SampleCount;

    /// <summary>The name under which the part is filed: in the source, or, for demoted parts, in the merger's arena.</summary>
    public Slice Name;

    public readonly bool IsDemoted => Kind >= 0;
}

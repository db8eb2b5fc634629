namespace PromMultiplexer.Exposition;

/// <summary>What to do with a sample that already has a label of the injected name with a value.</summary>
public enum LabelCollision
{
    /// <summary>The injected label wins; theirs becomes <c>exported_&lt;name&gt;</c>, the prefix repeated until it is free.</summary>
    Rename,

    /// <summary>Theirs stays and the sample gets no other.</summary>
    Honor,

    /// <summary>The injected label takes the place of theirs, which is lost.</summary>
    Override,

    /// <summary>The whole source is refused.</summary>
    Fail,
}

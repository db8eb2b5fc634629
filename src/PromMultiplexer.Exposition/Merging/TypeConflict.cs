namespace PromMultiplexer.Exposition;

/// <summary>What to do when two sources disagree on the type of a family.</summary>
public enum TypeConflict
{
    /// <summary>Every sample stays; the family is written as untyped families, one for each sample name where that is needed.</summary>
    Demote,

    /// <summary>The first source's samples stay, those of the others that disagree are left out.</summary>
    First,

    /// <summary>The sources that disagree with the first are left out as a whole.</summary>
    Fail,
}

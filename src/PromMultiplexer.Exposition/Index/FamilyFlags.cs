namespace PromMultiplexer.Exposition;

/// <summary>What is remarkable about a family.</summary>
[Flags]
internal enum FamilyFlags : byte
{
    None = 0,

    /// <summary>The page has a TYPE line for it.</summary>
    Declared = 1,

    /// <summary>It has a sample that does not fit its type.</summary>
    Misfit = 2,

    /// <summary>Its TYPE lines disagree.</summary>
    TypeConflict = 4,

    /// <summary>Its HELP lines disagree.</summary>
    HelpConflict = 8,

    /// <summary>Its TYPE came behind samples, so that they have not been held against it yet.</summary>
    LateType = 16,

    /// <summary>Its samples turned out to belong to another family.</summary>
    Absorbed = 32,

    /// <summary>It has a sample with a timestamp or an exemplar, which the formats spell differently.</summary>
    HasTimesOrExemplars = 64,
}

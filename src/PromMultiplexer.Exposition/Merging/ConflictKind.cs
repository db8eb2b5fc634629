namespace PromMultiplexer.Exposition;

/// <summary>What two sources, or two lines of one source, disagree on.</summary>
public enum ConflictKind
{
    /// <summary>Different HELP texts: the first stays.</summary>
    Help,

    /// <summary>Different types, or samples that do not fit their type.</summary>
    Type,

    /// <summary>Different units: the unit is dropped.</summary>
    Unit,

    /// <summary>A family whose sample names are the names of another family.</summary>
    Name,

    /// <summary>Samples that already have a label of the injected name.</summary>
    Label,

    /// <summary>
    /// A page that cannot be said in the format to be written, or in <see cref="FamilyMerger.ConversionLimit"/> bytes of it: the source
    /// is left out.
    /// </summary>
    Conversion,

    /// <summary>Samples that were dropped: see <see cref="ParsedExposition.DroppedSampleCount"/>.</summary>
    DuplicateLabel,
}

namespace PromMultiplexer.Exposition;

/// <summary>Notices, line by line, whether each family of a page stands in one piece: metadata in front, each kind of it once.</summary>
internal struct OpenMetricsPieces()
{
    private int _families;
    private Metadata _seen;

    /// <summary>What a line of metadata tells.</summary>
    [Flags]
    public enum Metadata : byte
    {
        None = 0,
        Help = 1,
        Type = 2,
        Unit = 4,
    }

    /// <summary>Whether that holds for all lines so far.</summary>
    public bool AreWhole { get; private set; } = true;

    /// <summary>Takes a line of metadata, for which its family has become the current one.</summary>
    public void Add(ParsedExposition page, FamilyTracker families, Metadata metadata)
    {
        AddSample(page, families);
        AreWhole &= (_seen & metadata) == 0 && page.Families[_families - 1].FirstRun < 0;
        _seen |= metadata;
    }

    /// <summary>Takes a sample, for which its family has become the current one.</summary>
    public void AddSample(ParsedExposition page, FamilyTracker families)
    {
        if (_families != page.Families.Count)
        {
            _families = page.Families.Count;
            _seen = Metadata.None;
        }

        // A family that was there before does not come again.
        AreWhole &= families.CurrentName.Start == page.Families[_families - 1].Name.Start;
    }
}

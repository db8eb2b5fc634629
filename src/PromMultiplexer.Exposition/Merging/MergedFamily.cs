namespace PromMultiplexer.Exposition;

/// <summary>One family of the merged page: its metadata, and the parts that its samples come from.</summary>
internal struct MergedFamily
{
    public int FirstPart;

    public int PartCount;

    public int SampleCount;

    /// <summary>The source that the HELP text is in; -1 where there is none.</summary>
    public int HelpSource;

    public Slice Help;

    /// <summary>The source that the unit is in; -1 where there is none.</summary>
    public int UnitSource;

    public Slice Unit;

    public MetricType Type;

    /// <summary>The family takes no part in the page: it has no samples and its name would clash.</summary>
    public bool IsHidden;

    /// <summary>The family has to be taken apart by sample names.</summary>
    public bool IsDemoted;
}

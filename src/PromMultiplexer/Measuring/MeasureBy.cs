namespace PromMultiplexer;

/// <summary>What Measure-Metrics counts by.</summary>
public enum MeasureBy
{
    /// <summary>A row for each family.</summary>
    Family,

    /// <summary>A row for each name of a label.</summary>
    Label,

    /// <summary>One row for everything.</summary>
    Total,
}

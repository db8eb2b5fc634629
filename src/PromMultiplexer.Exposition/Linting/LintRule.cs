namespace PromMultiplexer.Exposition;

/// <summary>The conventions that a page is held against: those of <c>promtool check metrics</c>.</summary>
public enum LintRule
{
    /// <summary>A family says what it means.</summary>
    Help,

    /// <summary>A name has the base unit: seconds, bytes, not milliseconds or bits.</summary>
    BaseUnit,

    /// <summary>A name has its unit in full: <c>_seconds</c>, not <c>_s</c>.</summary>
    UnitAbbreviation,

    /// <summary>Counters end in <c>_total</c>, and nothing else does.</summary>
    TotalSuffix,

    /// <summary>The endings <c>_bucket</c>, <c>_count</c> and <c>_sum</c> are left to histograms and summaries.</summary>
    ReservedSuffix,

    /// <summary>The labels <c>le</c> and <c>quantile</c> are left to histograms and summaries.</summary>
    ReservedLabel,

    /// <summary>A name does not say its type.</summary>
    TypeInName,

    /// <summary>Colons are left to recording rules.</summary>
    Colon,

    /// <summary>Names are in snake_case.</summary>
    SnakeCase,
}

namespace PromMultiplexer;

/// <summary>How bad it is.</summary>
public enum MetricsIssueSeverity
{
    /// <summary>Prometheus takes the page, but convention is against it.</summary>
    Information,

    /// <summary>Prometheus takes the page, but the specification of its format does not allow it.</summary>
    Warning,

    /// <summary>Prometheus refuses the page.</summary>
    Error,
}

namespace PromMultiplexer.Exposition;

/// <summary>What a name names. The older formats allow a colon in a metric's name only.</summary>
public enum NameKind
{
    /// <summary>A family or a sample: <c>[a-zA-Z_:][a-zA-Z0-9_:]*</c> needs no escaping.</summary>
    Metric,

    /// <summary>A label: <c>[a-zA-Z_][a-zA-Z0-9_]*</c> needs no escaping.</summary>
    Label,
}

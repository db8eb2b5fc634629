namespace PromMultiplexer.Exposition;

/// <summary>All metrics of one name: the unit in which every format groups its samples (client_model's <c>MetricFamily</c>).</summary>
public sealed class MetricFamily
{
    /// <summary>The family's name as text and protobuf spell it; a counter's includes <c>_total</c> where its samples have it.</summary>
    public required string Name { get; init; }

    /// <summary>What the metrics mean, not escaped; <see langword="null"/> where the page does not say.</summary>
    public string? Help { get; init; }

    /// <summary>The type of all the metrics.</summary>
    public MetricType Type { get; init; }

    /// <summary>The unit of the values, such as <c>seconds</c>; <see langword="null"/> where the page does not say.</summary>
    public string? Unit { get; init; }

    /// <summary>The metrics, in the order of the page.</summary>
    public IReadOnlyList<Metric> Metrics { get; init; } = [];

    /// <summary>The name and the number of metrics, for debugging.</summary>
    public override string ToString() => $"{Name} ({Type}, {Metrics.Count})";
}

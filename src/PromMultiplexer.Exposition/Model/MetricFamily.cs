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

    /// <summary>
    /// The samples, in the order of the metrics; those of a histogram or summary as text has them. Native buckets are no samples,
    /// and neither is the time when counting began.
    /// </summary>
    public IEnumerable<MetricSample> ToSamples() => SampleFlattening.Flatten(this);

    /// <summary>The samples of one of the metrics.</summary>
    public IEnumerable<MetricSample> ToSamples(Metric metric)
    {
        ArgumentNullException.ThrowIfNull(metric);
        return SampleFlattening.Flatten(this, metric);
    }

    /// <summary>The same family with other metrics.</summary>
    public MetricFamily WithMetrics(IReadOnlyList<Metric> metrics) =>
        new() { Name = Name, Help = Help, Type = Type, Unit = Unit, Metrics = metrics };

    /// <summary>The name and the number of metrics, for debugging.</summary>
    public override string ToString() => $"{Name} ({Type}, {Metrics.Count})";
}

namespace PromMultiplexer.Exposition;

/// <summary>One sample of a family: what Prometheus keeps as one series. Immutable.</summary>
public sealed class MetricSample
{
    /// <summary>The sample's own name: that of the family, or one with an ending such as <c>_bucket</c>.</summary>
    public required string Name { get; init; }

    /// <summary>All labels, <c>le</c> and <c>quantile</c> among them.</summary>
    public required LabelSet Labels { get; init; }

    /// <summary>The value.</summary>
    public double Value { get; init; }

    /// <summary>When the value was true; <see langword="null"/> where the page does not say.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The name of the family.</summary>
    public required string Family { get; init; }

    /// <summary>The type of the family.</summary>
    public MetricType Type { get; init; }

    /// <summary>The unit of the family; <see langword="null"/> where the page does not say.</summary>
    public string? Unit { get; init; }

    /// <summary>An example of what was counted.</summary>
    public Exemplar? Exemplar { get; init; }

    /// <summary>
    /// Whether the value only goes up, or starts again from zero: that of a counter, and the buckets, counts and sums of
    /// histograms and summaries.
    /// </summary>
    public bool IsCumulative { get; init; }

    /// <summary>The name and the labels as text spells them: <c>up{job="x"}</c>.</summary>
    public string Series => $"{SpelledName.Of(Name, isMetric: true)}{Labels}";

    /// <summary>The sample as text spells it, without a timestamp.</summary>
    public override string ToString() => $"{Series} {GoNumber.Spell(Value)}";
}

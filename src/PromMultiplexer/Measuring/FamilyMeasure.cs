using PromMultiplexer.Exposition;

namespace PromMultiplexer;

/// <summary>How much a family is. Immutable.</summary>
public sealed class FamilyMeasure
{
    /// <summary>The family's name.</summary>
    public required string Name { get; init; }

    /// <summary>The family's type.</summary>
    public MetricType Type { get; init; }

    /// <summary>The series that Prometheus keeps of it: name and labels, each once.</summary>
    public int Series { get; init; }

    /// <summary>The share of all series, from 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>The bytes that the family takes in a page of text.</summary>
    public long Bytes { get; init; }

    /// <summary>The name of the label that has the most values; <see langword="null"/> where there are no labels.</summary>
    public string? WidestLabel { get; init; }

    /// <summary>The values of that label.</summary>
    public int WidestLabelValues { get; init; }

    /// <summary>The name and the number of series.</summary>
    public override string ToString() => $"{Name} ({Series})";
}

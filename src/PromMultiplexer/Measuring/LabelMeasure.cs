namespace PromMultiplexer;

/// <summary>How much a label multiplies. Immutable.</summary>
public sealed class LabelMeasure
{
    /// <summary>The label's name.</summary>
    public required string Name { get; init; }

    /// <summary>The different values that it has.</summary>
    public int Values { get; init; }

    /// <summary>The series that have it.</summary>
    public int Series { get; init; }

    /// <summary>The share of all series, from 0 to 1.</summary>
    public double Share { get; init; }

    /// <summary>The families that have it.</summary>
    public int Families { get; init; }

    /// <summary>The value that most series have.</summary>
    public required string TopValue { get; init; }

    /// <summary>The series that have that value.</summary>
    public int TopValueSeries { get; init; }

    /// <summary>The name and the number of values.</summary>
    public override string ToString() => $"{Name} ({Values})";
}

namespace PromMultiplexer;

/// <summary>How much metrics are altogether. Immutable.</summary>
public sealed class TotalMeasure
{
    /// <summary>The families.</summary>
    public int Families { get; init; }

    /// <summary>The series that Prometheus keeps of them: name and labels, each once.</summary>
    public int Series { get; init; }

    /// <summary>The names of labels.</summary>
    public int Labels { get; init; }

    /// <summary>The bytes that they take in a page of text.</summary>
    public long Bytes { get; init; }

    /// <summary>The number of families and of series.</summary>
    public override string ToString() => $"{Families} families, {Series} series";
}

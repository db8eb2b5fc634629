namespace PromMultiplexer.Exposition;

/// <summary>An example of what a counter or a bucket counted, such as the id of a trace.</summary>
public sealed class Exemplar
{
    /// <summary>The labels that tell where to find it.</summary>
    public IReadOnlyList<LabelPair> Labels { get; init; } = [];

    /// <summary>The value that was observed.</summary>
    public double Value { get; init; }

    /// <summary>When it was observed.</summary>
    public DateTimeOffset? Timestamp { get; init; }

    /// <summary>The labels and the value as OpenMetrics spells them: <c>{trace_id="4bf92f"} 0.25</c>.</summary>
    public override string ToString() => $"{{{string.Join(',', Labels)}}} {GoNumber.Spell(Value)}";
}

namespace PromMultiplexer.Exposition;

/// <summary>The value of a gauge.</summary>
public sealed class Gauge
{
    /// <summary>The value.</summary>
    public double Value { get; init; }

    /// <summary>The value as text spells it.</summary>
    public override string ToString() => GoNumber.Spell(Value);
}

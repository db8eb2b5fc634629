namespace PromMultiplexer.Exposition;

/// <summary>A value of unknown type.</summary>
public sealed class Untyped
{
    /// <summary>The value.</summary>
    public double Value { get; init; }

    /// <summary>The value as text spells it.</summary>
    public override string ToString() => GoNumber.Spell(Value);
}

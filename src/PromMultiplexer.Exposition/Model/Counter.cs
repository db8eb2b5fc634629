namespace PromMultiplexer.Exposition;

/// <summary>The value of a counter.</summary>
public sealed class Counter
{
    /// <summary>The value.</summary>
    public double Value { get; init; }

    /// <summary>An example of what was counted.</summary>
    public Exemplar? Exemplar { get; init; }

    /// <summary>When counting began.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The value as text spells it.</summary>
    public override string ToString() => GoNumber.Spell(Value);
}

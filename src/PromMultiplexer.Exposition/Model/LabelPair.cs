namespace PromMultiplexer.Exposition;

/// <summary>A label: a name and a value, neither of them escaped.</summary>
public readonly record struct LabelPair(string Name, string Value)
{
    /// <summary>The pair as PromQL spells it.</summary>
    public override string ToString() => $"{Name}=\"{Value}\"";
}

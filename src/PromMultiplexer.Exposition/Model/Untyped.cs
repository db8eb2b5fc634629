namespace PromMultiplexer.Exposition;

/// <summary>A value of unknown type.</summary>
public sealed class Untyped
{
    /// <summary>The value.</summary>
    public double Value { get; init; }
}

using PromMultiplexer.Exposition;

namespace PromMultiplexer.Benchmarks;

/// <summary>A page and the format that it is to be written in.</summary>
/// <param name="Payload">The page.</param>
/// <param name="Target">The format.</param>
public sealed record Conversion(Payload Payload, ExpositionFormat Target)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Payload.Name} to {Target}";
}

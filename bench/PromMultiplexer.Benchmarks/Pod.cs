namespace PromMultiplexer.Benchmarks;

/// <summary>So many containers, each with the same page.</summary>
/// <param name="Containers">The containers.</param>
/// <param name="Payload">The page of each.</param>
public sealed record Pod(int Containers, Payload Payload)
{
    /// <inheritdoc/>
    public override string ToString() => $"{Containers} x {Payload.Samples}";
}

namespace PromMultiplexer.Engine;

/// <summary>What the status page says, at one moment. Immutable.</summary>
/// <param name="Options">What the multiplexer was told.</param>
/// <param name="Now">The moment.</param>
/// <param name="Uptime">How long it runs.</param>
/// <param name="Containers">The containers, in the configured order.</param>
/// <param name="Conflicts">What containers disagree on, on the latest merged pages.</param>
internal sealed record StatusReport(
    MultiplexerOptions Options,
    DateTimeOffset Now,
    TimeSpan Uptime,
    IReadOnlyList<ContainerReport> Containers,
    IReadOnlyList<ContainerConflict> Conflicts)
{
    /// <summary>How many containers are on the merged page as they should be.</summary>
    public int Up => Containers.Count(container => container.Condition == ContainerCondition.Up);

    /// <summary>All samples that the containers have to serve.</summary>
    public long Samples => Containers.Sum(container => (long)container.State.Samples);
}

using System.Diagnostics;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>Looks at the containers for the status page. Nothing is scraped or built for it. Safe for concurrent use.</summary>
internal sealed class StatusReporter(MultiplexerOptions options, IReadOnlyList<Container> containers, ConflictWatch conflicts, long start)
{
    private const int MostFamilies = 5;

    public StatusReport Report() => new(
        options, DateTimeOffset.UtcNow, Stopwatch.GetElapsedTime(start), [.. containers.Select(Report)], conflicts.Present);

    private static ContainerReport Report(Container container)
    {
        var snapshot = container.Look(since: 0).Snapshot;
        try
        {
            var state = container.State;
            var condition = ConditionOf(container, state, snapshot);
            return snapshot is null
                ? new ContainerReport(state, condition, Age: null, Families: 0, Largest: [])
                : new ContainerReport(
                    state with { Samples = snapshot.SampleCount, BodyBytes = snapshot.Body.Length, Format = snapshot.Format },
                    condition,
                    snapshot.Age,
                    snapshot.FamilyCount,
                    snapshot.LargestFamilies(MostFamilies));
        }
        finally
        {
            snapshot?.Release();
        }
    }

    private static ContainerCondition ConditionOf(Container container, ContainerState state, Snapshot? snapshot) => state switch
    {
        { LastScrape: null } => ContainerCondition.Waiting,
        { Up: true } => ContainerCondition.Up,
        _ when snapshot is null => ContainerCondition.Down,
        _ => container.LeftOut is null ? ContainerCondition.Stale : ContainerCondition.LeftOut,
    };
}

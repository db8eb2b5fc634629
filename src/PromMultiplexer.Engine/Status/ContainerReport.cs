using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>What the status page says of one container.</summary>
/// <param name="State">How it fares; its figures are those of the page that is served.</param>
/// <param name="Condition">The same in one word.</param>
/// <param name="Age">How old what is served of it is; <see langword="null"/> if nothing is.</param>
/// <param name="Families">The number of its families.</param>
/// <param name="Largest">Its families with the most samples, the largest first.</param>
internal sealed record ContainerReport(
    ContainerState State, ContainerCondition Condition, TimeSpan? Age, int Families, IReadOnlyList<FamilySize> Largest);

using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>What two containers disagree on.</summary>
/// <param name="Kind">The kind of disagreement.</param>
/// <param name="Family">The family; empty for what concerns a container as a whole.</param>
/// <param name="First">The container that came first.</param>
/// <param name="Other">The one that disagrees with it; the same where it disagrees with itself.</param>
internal readonly record struct ContainerConflict(ConflictKind Kind, string Family, string First, string Other);

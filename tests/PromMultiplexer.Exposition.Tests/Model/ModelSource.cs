namespace PromMultiplexer.Exposition.Tests.Model;

/// <summary>A page that was read.</summary>
internal sealed record ModelSource(IReadOnlyList<ModelFamily> Families, int DroppedSamples);

namespace PromMultiplexer.Exposition.Tests.Model;

/// <summary>A sample: what is text in the page is decoded, what is a number keeps its spelling.</summary>
internal sealed record ModelSample(string Name, IReadOnlyList<ModelLabel> Labels, bool HasBraces, string Value, string? Timestamp);

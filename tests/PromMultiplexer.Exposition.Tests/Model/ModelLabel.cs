namespace PromMultiplexer.Exposition.Tests.Model;

/// <summary>A label, both parts decoded.</summary>
internal sealed record ModelLabel(string Name, string Value);

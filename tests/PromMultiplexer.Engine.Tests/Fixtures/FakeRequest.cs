namespace PromMultiplexer.Engine.Tests;

/// <summary>A request that a <see cref="FakeContainer"/> received.</summary>
internal sealed record FakeRequest(string Line, IReadOnlyDictionary<string, string> Headers, int Connection);

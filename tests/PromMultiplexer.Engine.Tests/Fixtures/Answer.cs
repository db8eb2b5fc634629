namespace PromMultiplexer.Engine.Tests;

/// <summary>Answers one request.</summary>
internal delegate Task Answer(FakeConnection connection);

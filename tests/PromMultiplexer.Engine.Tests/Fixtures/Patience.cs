namespace PromMultiplexer.Engine.Tests;

/// <summary>How long a test waits for what must happen. Never met when all is well, so it can be long.</summary>
internal static class Patience
{
    public static readonly TimeSpan Long = TimeSpan.FromSeconds(30);
}

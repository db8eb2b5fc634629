namespace PromMultiplexer.Engine.Tests;

/// <summary>A clock on the wall that can be broken: then whoever looks at it fails.</summary>
internal sealed class BreakableClock : TimeProvider
{
    public volatile bool IsBroken;

    public override DateTimeOffset GetUtcNow() => IsBroken ? throw new InvalidOperationException("The clock is broken.") : System.GetUtcNow();
}

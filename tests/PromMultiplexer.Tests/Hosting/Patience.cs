namespace PromMultiplexer.Tests.Hosting;

/// <summary>How long a test waits for what must happen before it fails. Never waited for in a test that passes.</summary>
internal static class Patience
{
    public static TimeSpan ForEvents { get; } = TimeSpan.FromSeconds(30);
}

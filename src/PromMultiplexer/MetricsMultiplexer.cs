using PromMultiplexer.Engine;

namespace PromMultiplexer;

/// <summary>
/// A multiplexer that runs, or ran, in this process. Start-MetricsMultiplexer makes it; every property tells how things
/// are when it is read. Safe for concurrent use.
/// </summary>
/// <remarks>The lists are arrays: PowerShell cannot index what a collection expression makes of an IReadOnlyList.</remarks>
public sealed class MetricsMultiplexer
{
    private readonly Multiplexer _engine;
    private readonly LogRing? _log;

    internal MetricsMultiplexer(Multiplexer engine, LogRing? log)
    {
        _engine = engine;
        _log = log;
    }

    /// <summary>The port that the page is served on.</summary>
    public int Port => _engine.Port;

    /// <summary>The URL of the merged page, as this machine can ask for it.</summary>
    public Uri Url => _engine.Url;

    /// <summary>Running, Stopping or Stopped.</summary>
    public string State => _engine.State.ToString();

    /// <summary>The addresses that are listened on.</summary>
    public IReadOnlyList<string> Addresses => _engine.Addresses.ToArray();

    /// <summary>The label that is added to every sample.</summary>
    public string ContainerLabel => _engine.Options.ContainerLabel;

    /// <summary>The time between two scrapes of a container; zero if they are scraped on request.</summary>
    public TimeSpan ScrapeInterval => _engine.Options.ScrapeInterval;

    /// <summary>When it was started.</summary>
    public DateTimeOffset StartTime => _engine.StartTime;

    /// <summary>How the containers fare, in the configured order.</summary>
    public IReadOnlyList<MetricsContainer> Containers => _engine.Containers.Select(Describe).ToArray();

    /// <summary>The latest lines of the log, the oldest first. Empty for one that logs to stderr.</summary>
    public IReadOnlyList<string> Log => _log?.Lines ?? [];

    /// <summary>Completes when it has stopped.</summary>
    internal Task Completion => _engine.Completion;

    /// <summary>The URL and the state.</summary>
    public override string ToString() => $"{Url} ({State})";

    /// <summary>Stops and waits until it has stopped; <paramref name="cutShort"/> breaks off the requests in flight.</summary>
    internal void Stop(CancellationToken cutShort) => _engine.StopAsync(cutShort).GetAwaiter().GetResult();

    /// <summary>Waits for the last scrape of what containers said last.</summary>
    internal void Linger(CancellationToken cutShort) => _engine.LingerAsync(cutShort).GetAwaiter().GetResult();

    /// <summary>Reads its files again, if it has any.</summary>
    internal void Reload() => _engine.Reload();

    private static MetricsContainer Describe(ContainerState state) => new()
    {
        Name = state.Name,
        Url = state.Url,
        Up = state.Up,
        Samples = state.Samples,
        Bytes = state.BodyBytes,
        Duration = state.Duration,
        LastScrape = state.LastScrape,
        LastError = state.LastError?.ToString(),
        Failures = state.Failures,
    };
}

using System.Diagnostics;

namespace PromMultiplexer.Engine;

/// <summary>
/// A running multiplexer: it scrapes the containers in the background and serves their metrics as one page. Everything
/// is safe for concurrent use, and any number of multiplexers can run in one process.
/// </summary>
public sealed class Multiplexer : IAsyncDisposable
{
    private readonly Log _log;
    private readonly Container[] _containers;
    private readonly Scraper _scraper;
    private readonly ContainerScrape _scrape;

    // Only when scraping on request.
    private readonly ScrapeRounds? _rounds;
    private readonly PageServer _server;
    private readonly CancellationTokenSource _stopLoops = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Task _loops = Task.CompletedTask;
    private int _state = (int)MultiplexerState.Running;

    private Multiplexer(MultiplexerOptions options, Log log, Container[] containers, PageServer server)
    {
        Options = options;
        _log = log;
        _containers = containers;
        _scraper = new Scraper(options);
        _scrape = new ContainerScrape(_scraper, log);
        _rounds = options.ScrapeInterval == TimeSpan.Zero
            ? new ScrapeRounds(containers, _scrape, options.PageLifetime, _stopLoops.Token)
            : null;
        _server = server;
    }

    /// <summary>What the multiplexer was told.</summary>
    public MultiplexerOptions Options { get; }

    /// <summary>The addresses that are listened on, such as <c>http://[::]:13434</c>.</summary>
    public IReadOnlyList<string> Addresses => _server.Addresses;

    /// <summary>The port that is listened on.</summary>
    public int Port => _server.Port;

    /// <summary>The URL of the merged page, as this machine can ask for it.</summary>
    public Uri Url { get; private set; } = null!;

    /// <summary>When the multiplexer was started.</summary>
    public DateTimeOffset StartTime { get; } = DateTimeOffset.UtcNow;

    /// <summary>What the multiplexer is doing.</summary>
    public MultiplexerState State => (MultiplexerState)Volatile.Read(ref _state);

    /// <summary>How the containers fare at this moment, in the configured order.</summary>
    public IReadOnlyList<ContainerState> Containers => [.. _containers.Select(container => container.State)];

    /// <summary>Completes when the multiplexer has stopped. Never fails.</summary>
    public Task Completion => _stopped.Task;

    /// <summary>Starts a multiplexer. When the task ends it listens; the first scrapes are under way.</summary>
    /// <param name="options">What to scrape and where to serve it.</param>
    /// <param name="log">Receives what the multiplexer has to say.</param>
    /// <param name="cancellationToken">Gives up the start; it does not stop what has started.</param>
    /// <exception cref="MultiplexerStartException">The options cannot be followed, such as a port that is in use.</exception>
    public static async Task<Multiplexer> StartAsync(MultiplexerOptions options, ILogSink log, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        OptionsCheck.Check(options);

        var ownLog = new Log(log);
        var vitals = new MultiplexerVitals(options);
        var changes = new ChangeCounter();
        var snapshots = new SnapshotPool(kept: options.Targets.Count + 2);
        Container[] containers = [.. options.Targets.Select(target => new Container(target, options, snapshots, changes, vitals, ownLog))];
        var conflicts = new ConflictWatch(vitals, ownLog);
        var builder = new PageBuilder(containers, vitals, options, conflicts);
        var pages = new PageCache(builder.BuildAsync, changes, options.PageLifetime);
        var multiplexer = new Multiplexer(options, ownLog, containers, new PageServer(options, ownLog));
        try
        {
            await multiplexer.StartAsync(new PageApplication(options, containers, multiplexer._rounds, pages, new ContainerPages(builder, options.PageLifetime), new StatusReporter(options, containers, conflicts), ownLog), cancellationToken).ConfigureAwait(false);
            return multiplexer;
        }
        catch
        {
            multiplexer._server.Dispose();
            multiplexer._scraper.Dispose();
            throw;
        }
    }

    /// <summary>
    /// Stops: takes no more requests, lets those in flight end within <see cref="MultiplexerOptions.DrainTimeout"/>, then
    /// stops scraping. A second call waits for the first.
    /// </summary>
    /// <param name="cancellationToken">Cuts the draining short: the requests in flight are broken off. The multiplexer stops all the same.</param>
    public async Task StopAsync(CancellationToken cancellationToken = default)
    {
        if (Interlocked.CompareExchange(ref _state, (int)MultiplexerState.Stopping, (int)MultiplexerState.Running) != (int)MultiplexerState.Running)
        {
            await _stopped.Task.ConfigureAwait(false);
            return;
        }

        var start = Stopwatch.GetTimestamp();
        _log.Info("stopping", ("drain_timeout", Durations.Spell(Options.DrainTimeout)));
        try
        {
            using var drain = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            drain.CancelAfter(Options.DrainTimeout);

            // The loops go on meanwhile: a request in flight may be waiting for a first scrape.
            await _server.StopAsync(drain.Token).ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            _log.Error("the server did not stop as it should", ("fault", fault.ToString()));
        }

        await _stopLoops.CancelAsync().ConfigureAwait(false);
        await (_rounds?.EndAsync() ?? _loops).ConfigureAwait(false);
        _scraper.Dispose();
        _stopLoops.Dispose();
        _log.Info("stopped", ("after", Durations.Spell(Stopwatch.GetElapsedTime(start))));
        Volatile.Write(ref _state, (int)MultiplexerState.Stopped);
        _stopped.SetResult();
    }

    /// <summary>Stops, as <see cref="StopAsync"/> does.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private async Task StartAsync(PageApplication application, CancellationToken cancellationToken)
    {
        await _server.StartAsync(application, cancellationToken).ConfigureAwait(false);
        Url = Reachable(new Uri(_server.Addresses[0]), Options.Endpoint);
        _log.Info(
            "listening",
            ("version", ProductInfo.Version),
            ("address", string.Join(' ', Addresses)),
            ("endpoint", Options.Endpoint),
            ("interval", Durations.Spell(Options.ScrapeInterval)),
            ("targets", string.Join(' ', _containers.Select(container => $"{container.Name}={container.Url.OriginalString}"))));

        if (_rounds is null)
        {
            var loops = _containers.Select((container, index) =>
                new ScrapeLoop(container, _scrape, new ScrapeSchedule(Options.ScrapeInterval, index, _containers.Length)));
            _loops = Task.WhenAll(loops.Select(loop => Task.Run(() => loop.RunAsync(_stopLoops.Token))));
        }
    }

    // "Any address" is one to listen on, not one to connect to.
    private static Uri Reachable(Uri address, string endpoint)
    {
        var host = address.Host is "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return new Uri($"http://{host}:{address.Port}{endpoint}");
    }
}

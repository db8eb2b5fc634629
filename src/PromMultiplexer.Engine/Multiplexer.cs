using System.Diagnostics;

namespace PromMultiplexer.Engine;

/// <summary>
/// A running multiplexer: it scrapes the containers in the background and serves their metrics as one page. Everything
/// is safe for concurrent use, and any number of multiplexers can run in one process.
/// </summary>
public sealed class Multiplexer : IAsyncDisposable
{
    private readonly Log _log;
    private readonly Generation.Ground _ground;
    private readonly PageServer _server;
    private readonly ScrapeLoops _loops;
    private readonly SemaphoreSlim _changing = new(1);
    private readonly CancellationTokenSource _stopScraping = new();
    private readonly TaskCompletionSource _stopped = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Generation _current;

    // Ends when all requests to generations before the current one have been answered.
    private Task _formerRequests = Task.CompletedTask;

    // Only with files to follow.
    private ConfigurationWatch? _watch;
    private Task _watching = Task.CompletedTask;
    private int _state = (int)MultiplexerState.Running;

    private Multiplexer(MultiplexerOptions options, Log log, TimeProvider clock)
    {
        _log = log;
        StartTime = clock.GetUtcNow();
        _server = new PageServer(options, log);
        var snapshots = new SnapshotPool(kept: 0, new PageMemory(options.PageMemory / 2));
        snapshots.SuitFor(options.Targets.Count);
        var vitals = new MultiplexerVitals(options, clock);
        _ground = new Generation.Ground(
            vitals, new ChangeCounter(), new ConflictWatch(vitals, log), snapshots, log, _stopScraping.Token) { Clock = clock };
        _loops = new ScrapeLoops(_stopScraping.Token);
        _current = Generation.Of(options, _ground);
    }

    /// <summary>What the multiplexer was told, last.</summary>
    public MultiplexerOptions Options => Current.Options;

    /// <summary>The addresses that are listened on, such as <c>http://[::]:13434</c>.</summary>
    public IReadOnlyList<string> Addresses => _server.Addresses;

    /// <summary>The port that is listened on.</summary>
    public int Port => _server.Port;

    /// <summary>The URL of the merged page, as this machine can ask for it.</summary>
    public Uri Url => Reachable(new Uri(_server.Addresses[0]), Options.Endpoint);

    /// <summary>When the multiplexer was started.</summary>
    public DateTimeOffset StartTime { get; }

    /// <summary>What the multiplexer is doing.</summary>
    public MultiplexerState State => (MultiplexerState)Volatile.Read(ref _state);

    /// <summary>How the containers fare at this moment, in the configured order.</summary>
    public IReadOnlyList<ContainerState> Containers => [.. Current.Containers.Select(container => container.State)];

    /// <summary>Completes when the multiplexer has stopped. Never fails.</summary>
    public Task Completion => _stopped.Task;

    private Generation Current => Volatile.Read(ref _current);

    /// <summary>Starts a multiplexer. When the task ends it listens; the first scrapes are under way.</summary>
    /// <param name="options">What to scrape and where to serve it.</param>
    /// <param name="log">Receives what the multiplexer has to say.</param>
    /// <param name="source">
    /// What the options were read from. If there are files among it, the multiplexer follows them; nobody else may use it then.
    /// </param>
    /// <param name="cancellationToken">Gives up the start; it does not stop what has started.</param>
    /// <exception cref="MultiplexerStartException">The options cannot be followed, such as a port that is in use.</exception>
    public static Task<Multiplexer> StartAsync(
        MultiplexerOptions options, ILogSink log, OptionsSource? source = null, CancellationToken cancellationToken = default) =>
        StartAsync(options, log, source, TimeProvider.System, cancellationToken);

    /// <summary>Starts a multiplexer that shows the time of <paramref name="clock"/>. It measures none by it.</summary>
    internal static async Task<Multiplexer> StartAsync(
        MultiplexerOptions options, ILogSink log, OptionsSource? source, TimeProvider clock, CancellationToken cancellationToken)
    {
        ArgumentNullException.ThrowIfNull(options);
        ArgumentNullException.ThrowIfNull(log);
        OptionsCheck.Check(options);

        var multiplexer = new Multiplexer(options, new Log(log, clock), clock);
        try
        {
            await multiplexer.StartAsync(cancellationToken).ConfigureAwait(false);
            multiplexer.Follow(source);
            return multiplexer;
        }
        catch
        {
            multiplexer._server.Dispose();
            Dispose(multiplexer.Current.Containers);
            throw;
        }
    }

    /// <summary>Reads the files again, soon and whether they have changed or not. Without files there is nothing to do.</summary>
    public void Reload() => _watch?.Ask();

    /// <summary>
    /// Goes on with other options. A container that is scraped as before keeps its schedule and its samples; a new one is on the
    /// page once its first scrape has ended, and until then the page is the one before. Changes are made one after the other.
    /// </summary>
    /// <param name="options">
    /// The options. Address, port and label stay what they are, and so do the web configuration, the server's limits and whatever of
    /// the log was settled, whatever is said of them here.
    /// </param>
    /// <exception cref="MultiplexerStartException">The options cannot be followed. Nothing has changed.</exception>
    /// <exception cref="OperationCanceledException">The multiplexer was stopped meanwhile.</exception>
    public async Task ChangeAsync(MultiplexerOptions options)
    {
        ArgumentNullException.ThrowIfNull(options);
        await _changing.WaitAsync(_stopScraping.Token).ConfigureAwait(false);
        try
        {
            var before = Current;
            options = options with
            {
                ExportTo = before.Options.ExportTo,
                ListenAddress = before.Options.ListenAddress,
                ContainerLabel = before.Options.ContainerLabel,
            };
            OptionsCheck.Check(options);
            await ReplaceAsync(before, Generation.Of(options, _ground, before)).ConfigureAwait(false);
        }
        finally
        {
            _changing.Release();
        }
    }

    /// <summary>
    /// Waits before the end, for whoever was told to end by somebody who tells the containers too: goes on scraping and serving,
    /// and what containers said last that have gone, or had gone within <see cref="MultiplexerOptions.Linger"/>, is on the page.
    /// Ends when the merged page was received after all containers had gone, when that time is over, or when there is nothing to
    /// wait for. To be followed by <see cref="StopAsync"/>.
    /// </summary>
    /// <param name="cancellationToken">Ends the waiting.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled.</exception>
    public async Task LingerAsync(CancellationToken cancellationToken = default)
    {
        var (generation, time) = (Current, Options.Linger);
        if (time == TimeSpan.Zero)
        {
            return;
        }

        // First what is to be on the last page, so that none without it is taken for that.
        var waitFor = generation.Containers.Count(container => container.BeginFarewell());
        _ground.Changes.Increment();
        _ground.Farewell.Begin();
        if (waitFor == 0)
        {
            return;
        }

        _log.Info("lingering", ("linger", Durations.Spell(time)));
        Task end = Task.WhenAny(_ground.Farewell.Said, _stopped.Task);
        await end.WaitAsync(time, cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
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

        try
        {
            await StopScrapingAsync().ConfigureAwait(false);
        }
        catch (Exception fault)
        {
            _log.Error("scraping did not stop as it should", ("fault", fault.ToString()));
        }

        _log.Info("stopped", ("after", Durations.Spell(Stopwatch.GetElapsedTime(start))));
        Volatile.Write(ref _state, (int)MultiplexerState.Stopped);
        _stopped.SetResult();
    }

    /// <summary>Stops, as <see cref="StopAsync"/> does.</summary>
    public async ValueTask DisposeAsync() => await StopAsync().ConfigureAwait(false);

    private async Task StartAsync(CancellationToken cancellationToken)
    {
        await _server.StartAsync(new CurrentApplication(() => Current.Application), cancellationToken).ConfigureAwait(false);
        _log.Info(
            "listening",
            ("version", ProductInfo.Version),
            ("address", string.Join(' ', Addresses)),
            ("endpoint", Options.Endpoint),
            ("interval", Durations.Spell(Options.ScrapeInterval)),
            ("targets", Describe(Current.Containers)));
        StartLoops(Current, Current.Containers);
    }

    private async Task StopScrapingAsync()
    {
        await _stopScraping.CancelAsync().ConfigureAwait(false);
        await _watching.ConfigureAwait(false);
        await _changing.WaitAsync(CancellationToken.None).ConfigureAwait(false);
        await _loops.EndAsync().ConfigureAwait(false);
        await (Current.Rounds?.EndAsync() ?? Task.CompletedTask).ConfigureAwait(false);
        Dispose(Current.Containers);
    }

    private void Follow(OptionsSource? source)
    {
        if (source is { HasFiles: true })
        {
            _watch = new ConfigurationWatch(source, this, _ground.Vitals, _ground.Changes, _log);
            _watch.Tell(source.RefusedTargets);
            _watching = Task.Run(() => _watch.RunAsync(_stopScraping.Token));
        }
    }

    private async Task ReplaceAsync(Generation before, Generation after)
    {
        Container[] come = [.. after.Containers.Except(before.Containers)];
        Container[] gone = [.. before.Containers.Except(after.Containers)];
        try
        {
            await AdmitAsync(after, come).ConfigureAwait(false);
        }
        catch
        {
            // Everything stays as it was.
            await _loops.EndAsync(come).ConfigureAwait(false);
            LetGo(come, rounds: null);
            _ground.Snapshots.SuitFor(before.Containers.Count);
            throw;
        }

        Volatile.Write(ref _current, after);
        before.Pages.ForgetUnshared();
        _ground.Changes.Increment();
        await _loops.EndAsync(gone).ConfigureAwait(false);

        // Whoever asked before may yet have them scraped, and is to see them.
        _formerRequests = Task.WhenAll(_formerRequests, before.Application.Requests.CloseAsync());
        _ = _formerRequests.ContinueWith(_ => LetGo(gone, before.Rounds), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);

        _log.Info("changed", ("targets", Describe(after.Containers)), ("come", Describe(come)), ("gone", Describe(gone)));
    }

    // When this ends they have something to show.
    private async Task AdmitAsync(Generation after, Container[] come)
    {
        foreach (var container in come)
        {
            _ground.Vitals.Add(container.Name);
        }

        _ground.Snapshots.SuitFor(after.Containers.Count);
        StartLoops(after, come);
        if (after.Rounds is null)
        {
            await Task.WhenAll(come.Select(container => container.FirstScrape)).WaitAsync(_stopScraping.Token).ConfigureAwait(false);
        }
    }

    private void StartLoops(Generation generation, IReadOnlyList<Container> containers)
    {
        if (generation.Rounds is not null)
        {
            return;
        }

        for (var i = 0; i < generation.Containers.Count; i++)
        {
            if (containers.Contains(generation.Containers[i]))
            {
                _loops.Start(
                    generation.Containers[i],
                    generation.Scrape,
                    new ScrapeSchedule(generation.Options.ScrapeInterval, i, generation.Containers.Count));
            }
        }
    }

    private void LetGo(IReadOnlyList<Container> gone, ScrapeRounds? rounds)
    {
        foreach (var container in gone)
        {
            _ground.Vitals.Remove(container.Name);
        }

        if (rounds is null)
        {
            Dispose(gone);
        }
        else
        {
            rounds.Forget(gone);
        }
    }

    private static void Dispose(IEnumerable<Container> containers)
    {
        foreach (var container in containers)
        {
            container.Dispose();
        }
    }

    private static string Describe(IEnumerable<Container> containers) =>
        string.Join(' ', containers.Select(container => $"{container.Name}={container.Url.OriginalString}"));

    // "Any address" is one to listen on, not one to connect to.
    private static Uri Reachable(Uri address, string endpoint)
    {
        var host = address.Host is "0.0.0.0" or "[::]" ? "localhost" : address.Host;
        return new Uri($"{address.Scheme}://{host}:{address.Port}{endpoint}");
    }
}

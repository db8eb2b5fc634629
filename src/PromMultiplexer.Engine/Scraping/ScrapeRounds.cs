using System.Diagnostics;

namespace PromMultiplexer.Engine;

/// <summary>
/// Scraping on request: whoever asks for the page starts a round in which all containers are scraped at once, or joins the one
/// that is under way. A container that has not answered the round before is not asked again until it has. Safe for concurrent
/// use.
/// </summary>
/// <param name="containers">The containers.</param>
/// <param name="scrape">Scrapes one of them.</param>
/// <param name="sharing">How long a round that is under way is joined; then a container that hangs would make the others old.</param>
/// <param name="stop">Ends the scrapes.</param>
/// <param name="previous">The rounds that these replace: a scrape that they have under way is not begun again.</param>
internal sealed class ScrapeRounds(
    IReadOnlyList<Container> containers, ContainerScrape scrape, TimeSpan sharing, CancellationToken stop, ScrapeRounds? previous = null)
{
    private readonly Lock _gate = previous?._gate ?? new();

    // The last scrape of each container, ended or not.
    private readonly Dictionary<Container, Task> _scrapes = previous?._scrapes ?? [];
    private Task _round = Task.CompletedTask;
    private long _roundStart;

    /// <summary>Scrapes all containers and waits for them, but not beyond <paramref name="deadline"/>.</summary>
    /// <returns>When the round began: what containers have answered since then belongs to it.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="aborted"/> was cancelled.</exception>
    public async ValueTask<long> RunAsync(TimeSpan deadline, CancellationToken aborted)
    {
        Task round;
        long start;
        lock (_gate)
        {
            if (_round.IsCompleted || Stopwatch.GetElapsedTime(_roundStart) >= sharing)
            {
                _roundStart = Stopwatch.GetTimestamp();
                _round = Task.WhenAll(containers.Select(Scrape));
            }

            (round, start) = (_round, _roundStart);
        }

        await WaitAsync(containers, round, start, deadline, aborted).ConfigureAwait(false);
        return start;
    }

    /// <summary>Scrapes some of the containers and waits for them, but not beyond <paramref name="deadline"/>.</summary>
    /// <returns>When that began.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="aborted"/> was cancelled.</exception>
    public async ValueTask<long> RunAsync(IReadOnlyList<Container> some, TimeSpan deadline, CancellationToken aborted)
    {
        Task scraped;
        long start;
        lock (_gate)
        {
            start = Stopwatch.GetTimestamp();
            scraped = Task.WhenAll(containers.Where(some.Contains).Select(Scrape));
        }

        await WaitAsync(some, scraped, start, deadline, aborted).ConfigureAwait(false);
        return start;
    }

    /// <summary>Forgets containers that are gone. Nobody may have them scraped any more.</summary>
    public void Forget(IEnumerable<Container> gone)
    {
        lock (_gate)
        {
            foreach (var container in gone)
            {
                // Nobody waited for the end of its last scrape, perhaps.
                _scrapes.Remove(container, out var last);
                (last ?? Task.CompletedTask).ContinueWith(_ => container.Dispose(), CancellationToken.None, TaskContinuationOptions.None, TaskScheduler.Default);
            }
        }
    }

    /// <summary>Completes when no scrape is under way any more.</summary>
    public Task EndAsync()
    {
        lock (_gate)
        {
            return Task.WhenAll(_scrapes.Values).ContinueWith(
                _ => { }, CancellationToken.None, TaskContinuationOptions.ExecuteSynchronously, TaskScheduler.Default);
        }
    }

    // Never two scrapes of one container at a time. One that has its answer, though it is not done with it, is no scrape to join.
    private Task Scrape(Container container)
    {
        var last = _scrapes.GetValueOrDefault(container) ?? Task.CompletedTask;
        if (!last.IsCompleted && container.IsScraping)
        {
            return last;
        }

        container.BeginScrape();
        return _scrapes[container] = Task.Run(() => ScrapeAfterAsync(last, container), stop);
    }

    private async Task ScrapeAfterAsync(Task last, Container container)
    {
        await last.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        await scrape.RunAsync(container, stop).ConfigureAwait(false);
    }

    // Whoever has not answered then is cut off.
    private async ValueTask WaitAsync(IReadOnlyList<Container> asked, Task round, long start, TimeSpan deadline, CancellationToken aborted)
    {
        await round.WaitAsync(deadline, aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        aborted.ThrowIfCancellationRequested();
        if (!round.IsCompleted)
        {
            foreach (var container in asked.Where(IsScraping))
            {
                container.CutOff(deadline, start);
            }
        }
    }

    private bool IsScraping(Container container)
    {
        lock (_gate)
        {
            return _scrapes.GetValueOrDefault(container) is { IsCompleted: false };
        }
    }
}

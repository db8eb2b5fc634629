namespace PromMultiplexer.Engine;

/// <summary>The loops that run, one for each container that is scraped on a schedule. For one caller at a time.</summary>
/// <param name="stop">Ends all of them.</param>
internal sealed class ScrapeLoops(CancellationToken stop)
{
    private readonly Dictionary<Container, Running> _running = [];
    private readonly ScrapeClock _clock = new();

    /// <summary>Begins to scrape a container. The first scrape is under way when this returns.</summary>
    public void Start(Container container, ContainerScrape scrape, ScrapeSchedule schedule)
    {
        var own = CancellationTokenSource.CreateLinkedTokenSource(stop);
        var loop = new ScrapeLoop(container, scrape, schedule, _clock);
        _running.Add(container, new Running(Task.Run(() => loop.RunAsync(own.Token), CancellationToken.None), own));
    }

    /// <summary>Ends the loops of these containers, where they have one, and waits until they have ended.</summary>
    public async Task EndAsync(IEnumerable<Container> containers)
    {
        List<Running> ending = [];
        foreach (var container in containers)
        {
            if (_running.Remove(container, out var running))
            {
                ending.Add(running);
                await running.Stop.CancelAsync().ConfigureAwait(false);
            }
        }

        foreach (var running in ending)
        {
            await running.Loop.ConfigureAwait(false);
            running.Stop.Dispose();
        }
    }

    /// <summary>Ends all loops, for good, and waits until they have ended.</summary>
    public async Task EndAsync()
    {
        await EndAsync([.. _running.Keys]).ConfigureAwait(false);
        _clock.Dispose();
    }

    private sealed record Running(Task Loop, CancellationTokenSource Stop);
}

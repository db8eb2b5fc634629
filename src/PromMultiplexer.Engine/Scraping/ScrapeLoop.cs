namespace PromMultiplexer.Engine;

/// <summary>Scrapes one container again and again: one scrape at a time, each in its round.</summary>
internal sealed class ScrapeLoop(Container container, ContainerScrape scrape, ScrapeSchedule schedule, ScrapeClock clock)
{
    /// <summary>Runs until <paramref name="stop"/> is cancelled. Never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var start = clock.Now;
        var round = 0L;
        try
        {
            while (true)
            {
                await scrape.RunAsync(container, stop).ConfigureAwait(false);
                round = schedule.RoundAfter(round, clock.Now - start);
                await clock.WaitAsync(start + schedule.DueAt(round), stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }
}

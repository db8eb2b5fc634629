using System.Diagnostics;

namespace PromMultiplexer.Engine;

/// <summary>Scrapes one container again and again: one scrape at a time, each in its round.</summary>
internal sealed class ScrapeLoop(Container container, ContainerScrape scrape, ScrapeSchedule schedule)
{
    /// <summary>Runs until <paramref name="stop"/> is cancelled. Never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var round = 0L;
        try
        {
            while (true)
            {
                await scrape.RunAsync(container, stop).ConfigureAwait(false);
                var elapsed = Stopwatch.GetElapsedTime(start);
                round = schedule.RoundAfter(round, elapsed);
                await Task.Delay(schedule.DueAt(round) - elapsed, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }
}

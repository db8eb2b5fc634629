using System.Diagnostics;

namespace PromMultiplexer.Engine;

/// <summary>Scrapes one container again and again: one scrape at a time, each in its round.</summary>
internal sealed class ScrapeLoop(Container container, Scraper scraper, ScrapeSchedule schedule, Log log)
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
                await ScrapeAsync(stop).ConfigureAwait(false);
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

    private async ValueTask ScrapeAsync(CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        var snapshot = container.TakeSnapshot();
        ScrapeError? error;
        try
        {
            error = await scraper.ScrapeAsync(container, snapshot, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            snapshot.Release();
            throw;
        }
        catch (Exception fault)
        {
            // No fault of ours in one scrape may end the loop, nor the process.
            log.Error("scrape ended in a fault", ("container", container.Name), ("fault", fault.ToString()));
            error = new ScrapeError(ScrapeFailure.Internal, fault.Message);
        }

        var duration = Stopwatch.GetElapsedTime(start);
        if (error is null)
        {
            container.Succeeded(snapshot, duration);
        }
        else
        {
            snapshot.Release();
            container.Failed(error, duration);
        }
    }
}

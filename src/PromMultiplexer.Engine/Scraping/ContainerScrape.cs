using System.Diagnostics;

namespace PromMultiplexer.Engine;

/// <summary>One scrape of a container, with all that follows from how it ended. Safe for concurrent use.</summary>
internal sealed class ContainerScrape(Scraper scraper, Log log)
{
    /// <summary>Scrapes <paramref name="container"/> once. Failures are recorded, not thrown.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public async Task RunAsync(Container container, CancellationToken stop)
    {
        var start = Stopwatch.GetTimestamp();
        Snapshot? snapshot = null;
        ScrapeError? error;
        try
        {
            snapshot = await container.TakeSnapshotAsync(stop).ConfigureAwait(false);
            error = await scraper.ScrapeAsync(container, snapshot, stop).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            snapshot?.Release();
            throw;
        }
        catch (InsufficientMemoryException)
        {
            error = Snapshot.NoMemory;
        }
        catch (Exception fault)
        {
            Tell(container, fault);
            error = new ScrapeError(ScrapeFailure.Internal, fault.Message);
        }

        try
        {
            Record(container, snapshot, error, Stopwatch.GetElapsedTime(start));
        }
        catch (Exception fault)
        {
            // Whether the container has taken the snapshot over is not known, so that it is not given back: nobody may write into a page.
            Tell(container, fault);
        }
    }

    private static void Record(Container container, Snapshot? snapshot, ScrapeError? error, TimeSpan duration)
    {
        error ??= container.Succeeded(snapshot!, duration);
        if (error is not null)
        {
            snapshot?.Release();
            if (error == Snapshot.NoMemory)
            {
                container.FreeSpareMemory();
            }

            container.Failed(error, duration);
        }
    }

    // No fault of ours in one scrape may end the next, nor the process.
    private void Tell(Container container, Exception fault) =>
        log.Error("scrape ended in a fault", ("container", container.Name), ("fault", fault.ToString()));
}

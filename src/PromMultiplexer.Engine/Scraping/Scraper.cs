using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>Scrapes containers: fetches the page, parses and labels it. Safe for concurrent use.</summary>
internal sealed class Scraper(MultiplexerOptions options) : IDisposable
{
    private readonly PageFetcher _fetcher = new(options, KeepAlive(options.ScrapeInterval), LoopbackConnector.ConnectAsync);

    /// <summary>Scrapes <paramref name="container"/> once and leaves what it answered in <paramref name="into"/>.</summary>
    /// <returns><see langword="null"/> when the snapshot is good; otherwise why not.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled. A timeout is no exception.</exception>
    public async ValueTask<ScrapeError?> ScrapeAsync(Container container, Snapshot into, CancellationToken cancellationToken)
    {
        var page = await _fetcher.FetchAsync(container.Url, into.Body, cancellationToken).ConfigureAwait(false);
        if (page.Error is not null)
        {
            return page.Error;
        }

        into.ContentType = page.ContentType;
        into.IsFallback = page.FallbackReason is not null;
        var error = Tell(Read(container, into, page.Format));
        if (page.FallbackReason is null)
        {
            return error;
        }

        container.Log.ReadAs(page.Format, page.FallbackReason);
        return error is { Failure: ScrapeFailure.Parse }
            ? new ScrapeError(ScrapeFailure.ContentType, $"{page.FallbackReason}, and as {page.Format} it is refused: {error.Text}") { Place = error.Place }
            : error;
    }

    private ScrapeError? Read(Container container, Snapshot into, ExpositionFormat format)
    {
        var previous = container.AcquireLatest();
        try
        {
            return into.Read(format, options.ReadMode, options.PageLimits, container.Injector, previous);
        }
        finally
        {
            previous?.Release();
        }
    }

    // What a page says may be nobody's business but the container's.
    private ScrapeError? Tell(ScrapeError? error) => !options.HideExcerpts || error?.Place is not { } place
        ? error
        : new ScrapeError(error.Failure, place with { Excerpt = "" });

    public void Dispose() => _fetcher.Dispose();

    // Longer than the pause between two scrapes, or every scrape would need a connection of its own.
    private static TimeSpan KeepAlive(TimeSpan interval) => TimeSpan.FromMinutes(1) + (interval < TimeSpan.FromDays(1) ? interval : TimeSpan.FromDays(1));
}

using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>Scrapes containers: fetches the page, parses and labels it. Safe for concurrent use.</summary>
internal sealed class Scraper(MultiplexerOptions options)
{
    /// <summary>Scrapes <paramref name="container"/> once and leaves what it answered in <paramref name="into"/>.</summary>
    /// <returns><see langword="null"/> when the snapshot is good; otherwise why not.</returns>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled. A timeout is no exception.</exception>
    public async ValueTask<ScrapeError?> ScrapeAsync(Container container, Snapshot into, CancellationToken cancellationToken)
    {
        var page = await container.Fetcher.FetchAsync(container.RequestUrl, into.Body, cancellationToken).ConfigureAwait(false);
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
            return into.Read(format, options, container.Injector, previous);
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
}

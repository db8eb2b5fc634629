using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>One scrape outside of any multiplexer, of any URL, made as a multiplexer makes its own. Immutable.</summary>
public sealed class SingleScrape
{
    private SingleScrape(ScrapeError error) => Error = error;

    private SingleScrape(ExpositionFormat format, ReadOnlyMemory<byte> body) => (Format, Body) = (format, body);

    /// <summary>Why there is no page; <see langword="null"/> if there is one.</summary>
    public ScrapeError? Error { get; }

    /// <summary>The format of the page.</summary>
    public ExpositionFormat Format { get; }

    /// <summary>The page as received, decompressed and not looked at.</summary>
    public ReadOnlyMemory<byte> Body { get; }

    /// <summary>Scrapes <paramref name="url"/>.</summary>
    /// <param name="url">What to scrape: http or https.</param>
    /// <param name="options">How long it may take and how large the page may be.</param>
    /// <param name="access">What the target asks for before it answers; <see langword="null"/> for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled. A timeout is no exception.</exception>
    public static async Task<SingleScrape> GetAsync(
        Uri url, MultiplexerOptions options, TargetAccess? access = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(options);
        using var fetcher = new PageFetcher(options, TimeSpan.Zero, url.Host == LoopbackConnector.Host ? LoopbackConnector.ConnectAsync : null, access);
        var body = new PageBuffer();
        var page = await fetcher.FetchAsync(url, body, cancellationToken).ConfigureAwait(false);
        return page.Error is null ? new SingleScrape(page.Format, body.Written) : new SingleScrape(page.Error);
    }
}

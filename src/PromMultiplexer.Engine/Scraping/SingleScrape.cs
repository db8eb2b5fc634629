using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>One scrape outside of any multiplexer, made as a multiplexer makes its own. Immutable.</summary>
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
    public static Task<SingleScrape> GetAsync(
        Uri url, MultiplexerOptions options, TargetAccess? access = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(url);
        ArgumentNullException.ThrowIfNull(options);
        return FetchAsync(url, url.Host == LoopbackConnector.Host ? LoopbackConnector.ConnectAsync : null, options, access, cancellationToken);
    }

    /// <summary>Scrapes a container of this Pod, on its port or on its socket in the file system.</summary>
    /// <param name="target">What to scrape.</param>
    /// <param name="options">How long it may take, how large the page may be, and the path of a target that has none of its own.</param>
    /// <param name="access">What the target asks for before it answers; <see langword="null"/> for nothing.</param>
    /// <param name="cancellationToken">Gives up.</param>
    /// <exception cref="OperationCanceledException"><paramref name="cancellationToken"/> was cancelled. A timeout is no exception.</exception>
    public static Task<SingleScrape> GetAsync(
        Target target, MultiplexerOptions options, TargetAccess? access = null, CancellationToken cancellationToken = default)
    {
        ArgumentNullException.ThrowIfNull(target);
        ArgumentNullException.ThrowIfNull(options);
        return FetchAsync(target.RequestUrlWith(options.Endpoint), PageFetcher.ConnectorOf(target), options, access, cancellationToken);
    }

    private static async Task<SingleScrape> FetchAsync(
        Uri url,
        Func<SocketsHttpConnectionContext, CancellationToken, ValueTask<Stream>>? connect,
        MultiplexerOptions options,
        TargetAccess? access,
        CancellationToken cancellationToken)
    {
        using var fetcher = new PageFetcher(options, TimeSpan.Zero, connect, access);
        var body = new PageBuffer();
        var page = await fetcher.FetchAsync(url, body, cancellationToken).ConfigureAwait(false);
        return page.Error is null ? new SingleScrape(page.Format, body.Written) : new SingleScrape(page.Error);
    }
}

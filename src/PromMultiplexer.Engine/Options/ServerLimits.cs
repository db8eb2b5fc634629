namespace PromMultiplexer.Engine;

/// <summary>What one client may ask of the server. Immutable.</summary>
public sealed record ServerLimits
{
    /// <summary>The most connections at once; one more is closed as soon as it is made. Two scrapers and a few people need a handful.</summary>
    public int MaxConnections { get; init; } = 256;

    /// <summary>
    /// The most requests that are answered at once; one more is told to come again. The probes are not counted.
    /// </summary>
    public int MaxRequests { get; init; } = 64;

    /// <summary>The longest request line, in bytes. As in nginx.</summary>
    public int MaxRequestLineBytes { get; init; } = 8 * 1024;

    /// <summary>The most that a request's headers may have together, in bytes.</summary>
    public int MaxRequestHeadersBytes { get; init; } = 16 * 1024;

    /// <summary>The most headers of a request.</summary>
    public int MaxRequestHeaderCount { get; init; } = 64;

    /// <summary>The largest request body, in bytes. No request here has one.</summary>
    public long MaxRequestBodyBytes { get; init; }

    /// <summary>How long a client may take to send a request's headers.</summary>
    public TimeSpan RequestHeadersTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a client may take for the TLS handshake.</summary>
    public TimeSpan HandshakeTimeout { get; init; } = TimeSpan.FromSeconds(10);

    /// <summary>How long a connection may be idle. Twice the usual longest scrape interval, so that scrapers keep theirs.</summary>
    public TimeSpan KeepAliveTimeout { get; init; } = TimeSpan.FromMinutes(2);

    /// <summary>The least rate at which a client must take a page, in bytes per second; a slower one is cut off. 0 for no limit.</summary>
    public double MinResponseBytesPerSecond { get; init; } = 240;

    /// <summary>How long a client may be slower than that. More than a second.</summary>
    public TimeSpan MinResponseRateGracePeriod { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>How long a client may take for a page. Meanwhile the page stays in memory, and each client may have a different one.</summary>
    public TimeSpan ResponseTimeout { get; init; } = TimeSpan.FromSeconds(30);
}

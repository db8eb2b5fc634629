using System.Globalization;
using System.Net;

namespace PromMultiplexer.Engine;

/// <summary>One container to scrape. Two that are equal are scraped alike.</summary>
/// <param name="Container">The container's name, which becomes the label's value.</param>
/// <param name="Port">The port it serves its metrics on, 1 to 65535.</param>
/// <param name="Path">The path of its metrics, possibly with a query; <see langword="null"/> for <see cref="MultiplexerOptions.Endpoint"/>.</param>
public sealed record Target(string Container, int Port, string? Path = null)
{
    /// <summary>The host: a name or an IP address; <see langword="null"/> for this Pod, whose containers share one loopback interface.</summary>
    public string? Host { get; init; }

    /// <summary>The query without its question mark, where it is not part of <see cref="Path"/>.</summary>
    public string? Query { get; init; }

    /// <summary>How long a scrape may take; <see langword="null"/> for <see cref="MultiplexerOptions.ScrapeTimeout"/>.</summary>
    public TimeSpan? ScrapeTimeout { get; init; }

    /// <summary>Headers that are sent with every scrape. Their values may be secrets: they are never shown.</summary>
    public TargetHeaders Headers { get; init; } = TargetHeaders.None;

    /// <summary>The URL that is scraped.</summary>
    /// <param name="endpoint">The path of a container that has none of its own.</param>
    public Uri UrlWith(string endpoint)
    {
        var host = Host is null ? LoopbackConnector.Host : Host.Contains(':') ? $"[{Host}]" : Host;
        return new(string.Create(CultureInfo.InvariantCulture, $"http://{host}:{Port}{Path ?? endpoint}{(Query is null ? "" : $"?{Query}")}"));
    }

    /// <summary>Whether the port is one of this Pod.</summary>
    internal bool IsHere => Host is null || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address));

    /// <summary>What is scraped, to be shown.</summary>
    internal string AddressWith(string endpoint) => UrlWith(endpoint).OriginalString;
}

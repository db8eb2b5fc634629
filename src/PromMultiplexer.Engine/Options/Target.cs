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

    /// <summary>The socket in the file system that is scraped, in the place of host and port, which is 0 then.</summary>
    public string? UnixSocket { get; init; }

    /// <summary>How the container is scraped over TLS; <see langword="null"/> if it is not.</summary>
    public TargetTls? Tls { get; init; }

    /// <summary>What scrapes identify themselves with; <see langword="null"/> for nothing.</summary>
    public TargetCredentials? Credentials { get; init; }

    /// <summary>How long a scrape may take; <see langword="null"/> for <see cref="MultiplexerOptions.ScrapeTimeout"/>.</summary>
    public TimeSpan? ScrapeTimeout { get; init; }

    /// <summary>Headers that are sent with every scrape. Their values may be secrets: they are never shown.</summary>
    public TargetHeaders Headers { get; init; } = TargetHeaders.None;

    /// <summary>The URL that is scraped. That of a socket in the file system is spelled <c>unix:/run/web.sock:/metrics</c>.</summary>
    /// <param name="endpoint">The path of a container that has none of its own.</param>
    public Uri UrlWith(string endpoint) => new(AddressWith(endpoint));

    /// <summary>The URL that is asked for, whatever the connection is made of.</summary>
    internal Uri RequestUrlWith(string endpoint) =>
        new(UnixSocket is null ? $"http://{HostAndPort}{PathWith(endpoint)}" : $"http://{LoopbackConnector.Host}{PathWith(endpoint)}");

    /// <summary>What is scraped, to be shown.</summary>
    internal string AddressWith(string endpoint)
    {
        var secure = Tls is null ? "" : "s";
        return UnixSocket is null ? $"http{secure}://{HostAndPort}{PathWith(endpoint)}" : $"unix{secure}:{UnixSocket}:{PathWith(endpoint)}";
    }

    /// <summary>Whether the port is one of this Pod.</summary>
    internal bool IsHere => UnixSocket is null && (Host is null || (IPAddress.TryParse(Host, out var address) && IPAddress.IsLoopback(address)));

    private string HostAndPort
    {
        get
        {
            var host = Host ?? LoopbackConnector.Host;
            return string.Create(CultureInfo.InvariantCulture, $"{(host.Contains(':') ? $"[{host}]" : host)}:{Port}");
        }
    }

    private string PathWith(string endpoint) => Query is null ? Path ?? endpoint : $"{Path ?? endpoint}?{Query}";
}

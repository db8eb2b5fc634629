namespace PromMultiplexer.Engine;

/// <summary>One container to scrape.</summary>
/// <param name="Container">The container's name, which becomes the label's value.</param>
/// <param name="Port">The port it serves its metrics on, 1 to 65535.</param>
/// <param name="Path">The path of its metrics with a query if there is one; <see langword="null"/> for <see cref="MultiplexerOptions.Endpoint"/>.</param>
public sealed record Target(string Container, int Port, string? Path = null)
{
    /// <summary>The URL that is scraped: a Pod's containers share one loopback interface.</summary>
    /// <param name="endpoint">The path of a container that has none of its own.</param>
    public Uri UrlWith(string endpoint) => new($"http://localhost:{Port}{Path ?? endpoint}");
}

using System.Globalization;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>The request that a container is scraped with, as Prometheus makes it.</summary>
/// <param name="accept">What to ask for.</param>
/// <param name="timeout">How long the answer may take.</param>
/// <param name="extraHeaders">Headers to send besides, or in the place of those of the same name.</param>
internal sealed class ScrapeRequest(ScrapeAccept accept, TimeSpan timeout, IEnumerable<KeyValuePair<string, string>>? extraHeaders = null)
{
    private readonly KeyValuePair<string, string>[] _extraHeaders = [.. extraHeaders ?? []];
    private readonly string _timeoutSeconds = timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Makes the request. A message can be sent once only, so there is a new one for every scrape.</summary>
    /// <param name="url">What to ask for.</param>
    /// <param name="authorization">The value of the Authorization header; <see langword="null"/> for none but those that are sent always.</param>
    public HttpRequestMessage To(Uri url, string? authorization = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        var headers = request.Headers;
        headers.TryAddWithoutValidation("Accept", accept.Header);
        headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        headers.TryAddWithoutValidation("User-Agent", ProductInfo.UserAgent);
        headers.TryAddWithoutValidation("X-Prometheus-Scrape-Timeout-Seconds", _timeoutSeconds);
        foreach (var (name, value) in _extraHeaders)
        {
            headers.Remove(name);
            headers.TryAddWithoutValidation(name, value);
        }

        if (authorization is not null)
        {
            headers.TryAddWithoutValidation("Authorization", authorization);
        }

        return request;
    }
}

using System.Globalization;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>The request that a container is scraped with, as Prometheus makes it.</summary>
internal sealed class ScrapeRequest(ScrapeAccept accept, TimeSpan timeout, TargetHeaders more)
{
    private readonly string _timeoutSeconds = timeout.TotalSeconds.ToString("0.###", CultureInfo.InvariantCulture);

    /// <summary>Makes the request. A message can be sent once only, so there is a new one for every scrape.</summary>
    public HttpRequestMessage To(Uri url)
    {
        var request = new HttpRequestMessage(HttpMethod.Get, url);
        var headers = request.Headers;
        headers.TryAddWithoutValidation("Accept", accept.Header);
        headers.TryAddWithoutValidation("Accept-Encoding", "gzip");
        headers.TryAddWithoutValidation("User-Agent", ProductInfo.UserAgent);
        headers.TryAddWithoutValidation("X-Prometheus-Scrape-Timeout-Seconds", _timeoutSeconds);
        for (var i = 0; i < more.Count; i++)
        {
            headers.TryAddWithoutValidation(more[i].Key, more[i].Value);
        }

        return request;
    }
}

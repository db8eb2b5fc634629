namespace PromMultiplexer;

/// <summary>A scrape failed. Found in <c>$_.Exception</c> of an error record.</summary>
public sealed class ScrapeFailedException : Exception
{
    internal ScrapeFailedException(Uri url, string reason, string text)
        : base($"{url} was not scraped: {text}.")
    {
        Url = url;
        Reason = reason;
    }

    /// <summary>What was to be scraped.</summary>
    public Uri Url { get; }

    /// <summary>The kind of failure, spelled as in the multiplexer's metrics: <c>refused</c>, <c>timeout</c>, <c>status</c>, ...</summary>
    public string Reason { get; }
}

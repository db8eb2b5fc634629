namespace PromMultiplexer;

/// <summary>What Wait-MetricsMultiplexer waits for.</summary>
public enum MultiplexerCondition
{
    /// <summary>Every container has been scraped once, well or not: the page is complete.</summary>
    Ready,

    /// <summary>The last scrape of every container was good.</summary>
    Up,

    /// <summary>The multiplexer has stopped.</summary>
    Stopped,
}

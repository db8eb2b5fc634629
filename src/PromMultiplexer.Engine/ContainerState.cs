using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>How a container fares. Immutable.</summary>
public sealed record ContainerState
{
    /// <summary>The container's name: the value of the label.</summary>
    public required string Name { get; init; }

    /// <summary>What is scraped.</summary>
    public required Uri Url { get; init; }

    /// <summary>
    /// Whether the last scrape was good and has its place on the merged page. <see langword="false"/> before the first one has
    /// ended.
    /// </summary>
    public bool Up { get; init; }

    /// <summary>The samples of the last scrape; 0 if it failed.</summary>
    public int Samples { get; init; }

    /// <summary>The size of the last scrape's page in bytes, decompressed; 0 if it failed.</summary>
    public int BodyBytes { get; init; }

    /// <summary>The format of the last good scrape's page; <see langword="null"/> before.</summary>
    public ExpositionFormat? Format { get; init; }

    /// <summary>How long the last scrape took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>When the last scrape ended; <see langword="null"/> before.</summary>
    public DateTimeOffset? LastScrape { get; init; }

    /// <summary>The last failure, which stays to be read after the container is back; <see langword="null"/> if there was none.</summary>
    public ScrapeError? LastError { get; init; }

    /// <summary>When <see cref="LastError"/> was met.</summary>
    public DateTimeOffset? LastErrorTime { get; init; }

    /// <summary>The same on the stopwatch: how long ago it was does not depend on how the clock was set meanwhile.</summary>
    internal long LastErrorAt { get; init; }

    /// <summary>How many scrapes have failed since the start.</summary>
    public long Failures { get; init; }
}

namespace PromMultiplexer;

/// <summary>How a container fared when the multiplexer was asked. Immutable.</summary>
public sealed class MetricsContainer
{
    /// <summary>The container's name, which is the value of the label.</summary>
    public required string Name { get; init; }

    /// <summary>What is scraped.</summary>
    public required Uri Url { get; init; }

    /// <summary>Whether the last scrape was good.</summary>
    public bool Up { get; init; }

    /// <summary>The samples of the last scrape; 0 if it failed.</summary>
    public int Samples { get; init; }

    /// <summary>The size of the last scrape's page in bytes, decompressed; 0 if it failed.</summary>
    public long Bytes { get; init; }

    /// <summary>How long the last scrape took.</summary>
    public TimeSpan Duration { get; init; }

    /// <summary>When the last scrape ended; <see langword="null"/> before the first has.</summary>
    public DateTimeOffset? LastScrape { get; init; }

    /// <summary>The last failure, also after the container is back; <see langword="null"/> if there was none.</summary>
    public string? LastError { get; init; }

    /// <summary>How many scrapes have failed since the start.</summary>
    public long Failures { get; init; }

    /// <summary>The name and whether it is up.</summary>
    public override string ToString() => $"{Name} ({(Up ? "up" : "down")})";
}

namespace PromMultiplexer.Engine;

/// <summary>What is known of a container at one moment, for one page. Holds a reference to the snapshot.</summary>
/// <param name="Snapshot">What the page takes from the container; <see langword="null"/> if nothing. To be released.</param>
/// <param name="IsUp">Whether the last scrape was good, and in time.</param>
/// <param name="IsScraped">Whether there was a scrape at all.</param>
/// <param name="Duration">How long the last scrape took.</param>
/// <param name="Error">Why the last scrape failed.</param>
internal readonly record struct ContainerView(Snapshot? Snapshot, bool IsUp, bool IsScraped, TimeSpan Duration, ScrapeError? Error);

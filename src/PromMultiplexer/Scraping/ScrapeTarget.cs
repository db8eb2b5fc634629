using PromMultiplexer.Engine;

namespace PromMultiplexer.Scraping;

/// <summary>Something to scrape once.</summary>
/// <param name="Url">What to ask for, as it is shown.</param>
/// <param name="Container">The name it was given; <see langword="null"/> where it is a URL alone.</param>
/// <param name="Target">The container of this Pod that it is; <see langword="null"/> where it is a URL alone.</param>
internal sealed record ScrapeTarget(Uri Url, string? Container = null, Target? Target = null);

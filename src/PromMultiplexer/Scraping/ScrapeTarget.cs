namespace PromMultiplexer.Scraping;

/// <summary>Something to scrape once.</summary>
/// <param name="Url">What to ask for.</param>
/// <param name="Container">The name it was given; <see langword="null"/> where it is a URL alone.</param>
internal sealed record ScrapeTarget(Uri Url, string? Container);

using PromMultiplexer.Engine;
using PromMultiplexer.Input;

namespace PromMultiplexer.Scraping;

/// <summary>What came of a scrape.</summary>
/// <param name="Target">What was scraped.</param>
/// <param name="Error">Why there is no page; <see langword="null"/> if there is one.</param>
/// <param name="Page">The page; <see langword="null"/> if there is none.</param>
internal sealed record ScrapedPage(ScrapeTarget Target, ScrapeError? Error, SourcePage? Page);

using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>What a page is made like: there is one page for each form that somebody asks for.</summary>
/// <param name="Format">The format.</param>
/// <param name="Escaping">What is done with names that need quotes.</param>
/// <param name="Since">When scraping on request: the beginning of the round. What containers answered before is not shown.</param>
internal readonly record struct PageForm(ExpositionFormat Format, NameEscaping Escaping, long Since = 0)
{
    /// <summary>What of the merged page is wanted; <see langword="null"/> for all.</summary>
    public PageSelection? Selection { get; init; }

    /// <summary>Whether the samples go without the container label: for a scraper that adds it, as its service discovery says.</summary>
    public bool IsUnlabeled { get; init; }
}

using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>What a page is made like: there is one page for each form that somebody asks for.</summary>
/// <param name="Format">The format.</param>
/// <param name="Escaping">What is done with names that need quotes.</param>
/// <param name="Since">When scraping on request: the beginning of the round. What containers answered before is not shown.</param>
internal readonly record struct PageForm(ExpositionFormat Format, NameEscaping Escaping, long Since = 0);

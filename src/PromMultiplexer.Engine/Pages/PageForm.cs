using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>In which form a page is made: there is one page for each form that somebody asks for.</summary>
/// <param name="Format">The format.</param>
/// <param name="Escaping">What is done with names that need quotes.</param>
internal readonly record struct PageForm(ExpositionFormat Format, NameEscaping Escaping);

namespace PromMultiplexer.Exposition;

/// <summary>How a scrape is answered.</summary>
/// <param name="Format">The format of the page.</param>
/// <param name="Escaping">What is done with names that need quotes.</param>
/// <param name="ContentType">The header Content-Type, exactly.</param>
public readonly record struct NegotiatedExposition(ExpositionFormat Format, NameEscaping Escaping, string ContentType);

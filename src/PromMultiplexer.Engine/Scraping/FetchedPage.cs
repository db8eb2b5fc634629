using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>What came of a fetch: a page in some format, or why there is none.</summary>
internal readonly struct FetchedPage
{
    /// <summary>A page was fetched.</summary>
    /// <param name="format">The format to read it in.</param>
    /// <param name="contentType">The header Content-Type; empty if there was none.</param>
    /// <param name="fallbackReason">Why that is only what one falls back to; <see langword="null"/> where the answer names its format.</param>
    public FetchedPage(ExpositionFormat format, string contentType, string? fallbackReason) =>
        (Format, ContentType, FallbackReason) = (format, contentType, fallbackReason);

    private FetchedPage(ScrapeError error) => (Error, ContentType) = (error, "");

    /// <summary>Why there is no page; <see langword="null"/> if there is one.</summary>
    public ScrapeError? Error { get; }

    /// <summary>The format to read the page in.</summary>
    public ExpositionFormat Format { get; }

    /// <summary>The header Content-Type.</summary>
    public string ContentType { get; }

    /// <summary>Why <see cref="Format"/> is only what one falls back to.</summary>
    public string? FallbackReason { get; }

    /// <summary>There is no page.</summary>
    public static implicit operator FetchedPage(ScrapeError error) => new(error);
}

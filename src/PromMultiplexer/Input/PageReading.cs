using PromMultiplexer.Exposition;

namespace PromMultiplexer.Input;

/// <summary>What came of reading a page.</summary>
/// <param name="Refusal">Why the page is refused; <see langword="null"/> if it is not.</param>
/// <param name="Parsed">The page as it was read; empty if it is refused.</param>
/// <param name="Families">Its families; none if it is refused.</param>
internal sealed record PageReading(ReadError? Refusal, ParsedExposition Parsed, IReadOnlyList<MetricFamily> Families)
{
    /// <summary>Reads a page that is in a format that can be read.</summary>
    public static PageReading Of(SourcePage page, ReadMode mode)
    {
        var parsed = new ParsedExposition();
        if (ExpositionReader.Read(page.Bytes, page.Format, mode, parsed) is { } refusal)
        {
            return new PageReading(refusal, parsed, []);
        }

        if (!page.Format.IsBinary)
        {
            return new PageReading(null, parsed, parsed.ToFamilies());
        }

        // Message by message, in the order of the page.
        MetricFamilyReader.Read(page.Bytes, page.Format, mode, out var families);
        return new PageReading(null, parsed, families);
    }
}

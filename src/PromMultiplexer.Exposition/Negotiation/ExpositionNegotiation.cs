namespace PromMultiplexer.Exposition;

/// <summary>
/// Chooses the format, the escaping and the Content-Type that a scrape is answered with, from the scraper's header Accept, by
/// the rules of Prometheus' document on content negotiation. Pure functions: no I/O, no exception whatever the header holds.
/// </summary>
/// <remarks>
/// <para>
/// The scraper's order counts: the weights (<c>q</c>), at the same weight what it names before what a wildcard covers, then
/// as it stands in the header. What has weight 0 is not chosen. A media type without a version means the oldest one. A wildcard
/// means text 0.0.4 and never another format, as do no header and a header that accepts nothing that can be offered.
/// </para>
/// <para>
/// A page is not answered in a format richer than what its sources carry while the scraper accepts a plainer one: a page of
/// plain text is answered in text, OpenMetrics without native histograms never in protobuf. So every value and every
/// <c>le</c> keeps the spelling of its source.
/// </para>
/// <para>
/// The escaping is that of the chosen clause; where it has none, of the nearest one that the scraper prefers to it, as Prometheus'
/// libraries have it; else underscores. Values that are not known are passed over.
/// </para>
/// <para>
/// The work is one or two passes over at most <see cref="MaxAcceptLength"/> characters; nothing is allocated.
/// </para>
/// </remarks>
public static class ExpositionNegotiation
{
    /// <summary>
    /// The characters of the header, all lines together, that are looked at: many times what any scraper sends. A clause that does not
    /// end within them, and all behind it, is not there.
    /// </summary>
    public const int MaxAcceptLength = 8192;

    private const int FormatCount = (int)ExpositionFormat.ProtobufCompactText + 1;

    /// <summary>Chooses the answer.</summary>
    /// <param name="accept">The header Accept; <see langword="null"/> where there is none.</param>
    /// <param name="offered">The formats that the page can be written in, in any order. Text 0.0.4 is the last resort even if it is not among them.</param>
    /// <param name="content">What the sources of the page carry.</param>
    public static NegotiatedExposition Negotiate(string? accept, ReadOnlySpan<ExpositionFormat> offered, PageContent content) =>
        Negotiate([accept], offered, content);

    /// <summary>Chooses the answer to a request with any number of Accept lines, which count as one header.</summary>
    /// <param name="accept">The lines in their order.</param>
    /// <param name="offered">The formats that the page can be written in, in any order. Text 0.0.4 is the last resort even if it is not among them.</param>
    /// <param name="content">What the sources of the page carry.</param>
    public static NegotiatedExposition Negotiate(
        ReadOnlySpan<string?> accept, ReadOnlySpan<ExpositionFormat> offered, PageContent content)
    {
        Span<AcceptClause> deciding = stackalloc AcceptClause[FormatCount];
        deciding.Clear();
        foreach (var clause in new AcceptReader(accept))
        {
            if (clause.Format is { } format && clause.Overrides(deciding[(int)format]))
            {
                deciding[(int)format] = clause;
            }
        }

        var chosen = Choose(deciding, offered, content);
        return Answer(chosen?.Format ?? ExpositionFormat.Text004, FindEscaping(accept, chosen));
    }

    /// <summary>The clause that the scraper likes best, among the plain formats first.</summary>
    private static AcceptClause? Choose(ReadOnlySpan<AcceptClause> deciding, ReadOnlySpan<ExpositionFormat> offered, PageContent content)
    {
        AcceptClause? chosen = null;
        for (; chosen is null && content <= PageContent.Protobuf; content++)
        {
            foreach (var format in offered)
            {
                var clause = deciding[(int)format];
                if (ContentOf(format) <= content && clause.IsAcceptable && (chosen is not { } other || clause.IsPreferredTo(other)))
                {
                    chosen = clause;
                }
            }
        }

        return chosen;
    }

    /// <summary>What a page in a format may carry, and so needs a format for.</summary>
    public static PageContent ContentOf(ExpositionFormat format) => format switch
    {
        ExpositionFormat.Text004 or ExpositionFormat.Text100 => PageContent.Text,
        ExpositionFormat.OpenMetrics001 or ExpositionFormat.OpenMetrics100 => PageContent.OpenMetrics,
        _ => PageContent.Protobuf,
    };

    /// <summary>The escaping named by the chosen clause or by the last one before it in the scraper's order; by the last of all where none was chosen.</summary>
    private static NameEscaping? FindEscaping(ReadOnlySpan<string?> accept, AcceptClause? chosen)
    {
        AcceptClause? found = null;
        foreach (var clause in new AcceptReader(accept))
        {
            if (clause is { Escaping: not null, IsAcceptable: true }
                && !(chosen is { } answer && answer.IsPreferredTo(clause))
                && !(found is { } nearest && clause.IsPreferredTo(nearest)))
            {
                found = clause;
            }
        }

        return found?.Escaping;
    }

    /// <summary>The formats that came with the escaping always name it; the older ones only to a scraper that did so itself.</summary>
    private static NegotiatedExposition Answer(ExpositionFormat format, NameEscaping? asked)
    {
        var escaping = asked ?? NameEscaping.Underscores;
        var isNamed = asked is not null || format is ExpositionFormat.Text100 or ExpositionFormat.OpenMetrics100;
        return new NegotiatedExposition(format, escaping, isNamed ? ContentType.Of(format, escaping) : ContentType.Of(format));
    }
}

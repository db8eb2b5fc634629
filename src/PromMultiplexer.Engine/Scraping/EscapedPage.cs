using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>
/// A container's page once more, for scrapers that take no names in quotes: names escaped, then labeled. Kept with the snapshot,
/// since what one such scraper asks for it asks for again. For one caller at a time.
/// </summary>
internal sealed class EscapedPage
{
    private readonly ExpositionEscaper _escaper = new();
    private readonly LabeledExposition _labeled = new();

    /// <summary>The page that was escaped last, without the label.</summary>
    public ParsedExposition Unlabeled { get; private set; } = null!;

    /// <summary>Escapes and labels a page. Valid until the next call, as long as the page is.</summary>
    public LabeledExposition Make(ParsedExposition page, NameEscaping escaping, LabelInjector injector)
    {
        // A page may be refused for a label of its own, but not for one that only escaping gave that name.
        var label = injector.OnCollision == LabelCollision.Fail ? new LabelInjector(injector.Name, injector.Value) : injector;
        Unlabeled = _escaper.Escape(page, escaping);
        label.Label(Unlabeled, _labeled);
        return _labeled;
    }
}

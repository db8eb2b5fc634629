namespace PromMultiplexer.Exposition;

/// <summary>The shapes of the pages that were merged last, for telling whether the next ones differ in their values only.</summary>
internal sealed class PageShapes
{
    private readonly List<long> _shapes = [];
    private readonly List<long> _familyShapes = [];

    public void Forget()
    {
        _shapes.Clear();
        _familyShapes.Clear();
    }

    public void Keep(ReadOnlySpan<LabeledExposition> pages)
    {
        Forget();
        foreach (var page in pages)
        {
            _shapes.Add(page.Exposition.Shape);
            _familyShapes.Add(page.Exposition.FamilyShape);
        }
    }

    public bool AreThoseOf(ReadOnlySpan<LabeledExposition> pages) => AreSame(_shapes, pages, page => page.Shape);

    /// <summary>Whether the next pages have at least the same families.</summary>
    public bool HaveFamiliesOf(ReadOnlySpan<LabeledExposition> pages) => AreSame(_familyShapes, pages, page => page.FamilyShape);

    private static bool AreSame(List<long> known, ReadOnlySpan<LabeledExposition> pages, Func<ParsedExposition, long> shapeOf)
    {
        if (known.Count == 0 || known.Count != pages.Length)
        {
            return false;
        }

        for (var i = 0; i < pages.Length; i++)
        {
            // A page that was made of another has no shape that it could share.
            if (shapeOf(pages[i].Exposition) is var shape && (shape == 0 || shape != known[i]))
            {
                return false;
            }
        }

        return true;
    }
}

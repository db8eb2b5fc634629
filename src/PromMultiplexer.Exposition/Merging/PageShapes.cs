namespace PromMultiplexer.Exposition;

/// <summary>The shapes of the pages that were merged last, for telling whether the next ones differ in their values only.</summary>
internal sealed class PageShapes
{
    private readonly List<long> _shapes = [];

    public void Forget() => _shapes.Clear();

    public void Keep(ReadOnlySpan<LabeledExposition> pages)
    {
        _shapes.Clear();
        foreach (var page in pages)
        {
            _shapes.Add(page.Exposition.Shape);
        }
    }

    public bool AreThoseOf(ReadOnlySpan<LabeledExposition> pages)
    {
        if (_shapes.Count == 0 || _shapes.Count != pages.Length)
        {
            return false;
        }

        for (var i = 0; i < pages.Length; i++)
        {
            // A page that was made of another has no shape that it could share.
            if (pages[i].Exposition.Shape is var shape && (shape == 0 || shape != _shapes[i]))
            {
                return false;
            }
        }

        return true;
    }
}

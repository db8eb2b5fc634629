namespace PromMultiplexer.Exposition;

/// <summary>The shapes of the pages that were merged last, for telling whether the next ones differ in their values only.</summary>
internal sealed class PageShapes
{
    private readonly List<PageShape> _shapes = [];

    public void Forget() => _shapes.Clear();

    /// <summary>Keeps the shapes of pages.</summary>
    /// <param name="sources">The pages as they came.</param>
    /// <param name="forms">The same in the form in which they are merged.</param>
    public void Keep(ReadOnlySpan<LabeledExposition> sources, ReadOnlySpan<LabeledExposition> forms)
    {
        _shapes.Clear();
        for (var i = 0; i < forms.Length; i++)
        {
            _shapes.Add(PageShape.Of(sources[i], forms[i]));
        }
    }

    /// <summary>Whether pages have the shapes that are kept.</summary>
    public bool AreThoseOf(ReadOnlySpan<LabeledExposition> sources, ReadOnlySpan<LabeledExposition> forms)
    {
        if (_shapes.Count == 0 || _shapes.Count != forms.Length)
        {
            return false;
        }

        for (var i = 0; i < forms.Length; i++)
        {
            // A page that was made of another has no shape that it could share.
            if (PageShape.Of(sources[i], forms[i]) is var shape && (shape.Number == 0 || shape != _shapes[i]))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>What decides how a page is merged.</summary>
    /// <param name="Number">The number of its shape.</param>
    /// <param name="HasCollisions">Whether there was something to report about its labels, of which a form of it need not tell.</param>
    /// <param name="HasDropped">Whether there was something to report about samples that were dropped.</param>
    private readonly record struct PageShape(long Number, bool HasCollisions, bool HasDropped)
    {
        public static PageShape Of(LabeledExposition source, LabeledExposition form) =>
            new(form.Exposition.Shape, source.CollisionCount > 0, source.Exposition.DroppedSampleCount > 0);
    }
}

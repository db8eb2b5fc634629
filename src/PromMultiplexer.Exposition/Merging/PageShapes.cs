namespace PromMultiplexer.Exposition;

/// <summary>The shapes of the pages that were merged last, for telling whether the next ones differ in their values only.</summary>
internal sealed class PageShapes
{
    private readonly List<PageShape> _shapes = [];
    private readonly List<PageShape> _familyShapes = [];

    public void Forget()
    {
        _shapes.Clear();
        _familyShapes.Clear();
    }

    /// <summary>Keeps the shapes of pages.</summary>
    /// <param name="sources">The pages as they came.</param>
    /// <param name="forms">The same in the form in which they are merged.</param>
    public void Keep(ReadOnlySpan<LabeledExposition> sources, ReadOnlySpan<LabeledExposition> forms)
    {
        Forget();
        for (var i = 0; i < forms.Length; i++)
        {
            _shapes.Add(PageShape.Of(sources[i], forms[i]));
            _familyShapes.Add(PageShape.OfFamilies(sources[i], forms[i]));
        }
    }

    /// <summary>Whether pages have the shapes that are kept.</summary>
    public bool AreThoseOf(ReadOnlySpan<LabeledExposition> sources, ReadOnlySpan<LabeledExposition> forms) =>
        AreSame(_shapes, sources, forms, PageShape.Of);

    /// <summary>Whether pages have at least the same families.</summary>
    public bool HaveFamiliesOf(ReadOnlySpan<LabeledExposition> sources, ReadOnlySpan<LabeledExposition> forms) =>
        AreSame(_familyShapes, sources, forms, PageShape.OfFamilies);

    private static bool AreSame(
        List<PageShape> kept,
        ReadOnlySpan<LabeledExposition> sources,
        ReadOnlySpan<LabeledExposition> forms,
        Func<LabeledExposition, LabeledExposition, PageShape> shapeOf)
    {
        if (kept.Count == 0 || kept.Count != forms.Length)
        {
            return false;
        }

        for (var i = 0; i < forms.Length; i++)
        {
            // A page that was made of another has no shape that it could share.
            if (shapeOf(sources[i], forms[i]) is var shape && (shape.Number == 0 || shape != kept[i]))
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
        public static PageShape Of(LabeledExposition source, LabeledExposition form) => Of(form.Exposition.Shape, source);

        public static PageShape OfFamilies(LabeledExposition source, LabeledExposition form) => Of(form.Exposition.FamilyShape, source);

        private static PageShape Of(long number, LabeledExposition source) =>
            new(number, source.CollisionCount > 0, source.Exposition.DroppedSampleCount > 0);
    }
}

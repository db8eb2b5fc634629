namespace PromMultiplexer.Exposition;

/// <summary>A page for the typed level, which knows the types of all formats.</summary>
internal sealed class TypedView : PageView
{
    public override void File(MergedExposition page, FamilyPart part) => page.Parts.Add(part);

    public override bool Fits(MergedExposition page, in FamilyPart part, MetricType type) =>
        !HasStrayCreationTimes(page, part, type);

    public override bool Clashes(MergedExposition page, int family) => ClashesInText(page, family);
}

namespace PromMultiplexer.Exposition;

/// <summary>
/// A page of lines on its way to becoming messages: a metric that is not whole cannot be one, since a message says of every
/// histogram and summary what its count and its sum are.
/// </summary>
internal sealed class DraftView(int number) : TypedView(number)
{
    public override bool Fits(MergedExposition page, in FamilyPart part, MetricType type) =>
        base.Fits(page, part, type) && MessageFit.Fits(page, part, type);

    public override bool Clashes(MergedExposition page, int family) => false;
}

namespace PromMultiplexer.Exposition;

/// <summary>A page for the typed level, which knows the types of all formats.</summary>
internal sealed class TypedView(int number) : PageView(number, MetricType.Summary, MetricType.Histogram, MetricType.GaugeHistogram)
{
    public override bool Takes(ParsedExposition page) => !page.IsProtobuf;

    public override ReadError? Convert(ParsedExposition page, ConvertedExposition into) => into.ToLines(page, ExpositionFormat.OpenMetrics100);

    public override bool Fits(MergedExposition page, in FamilyPart part, MetricType type) =>
        !HasStrayCreationTimes(page, part, type);

    public override bool Clashes(MergedExposition page, int family) => ClashesInText(page, family);
}

namespace PromMultiplexer.Exposition;

/// <summary>
/// A page of text: infos and state sets are gauges, creation times a gauge family of their own; gauge histograms have no
/// type and are taken apart.
/// </summary>
internal sealed class TextView(int number) : PageView(number)
{
    public override bool Takes(ParsedExposition page) => !page.IsProtobuf;

    public override ReadError? Convert(ParsedExposition page, ConvertedExposition into) => into.ToLines(page, ExpositionFormat.Text004);

    public override void File(MergedExposition page, FamilyPart part)
    {
        if (page.ExpositionOf(part).IsOpenMetrics)
        {
            part.Type = part.Type is MetricType.Info or MetricType.StateSet ? MetricType.Gauge : part.Type;
            const int Created = 1 << (int)SampleKind.Created;
            var created = page.CountSamples(part, SampleKind.Created);
            if (created > 0)
            {
                page.Parts.Add(page.Apart(part, SampleKind.Created, created, MetricType.Gauge));
                part.Kinds = FamilyPart.AllKinds & ~Created;
                part.SampleCount -= created;
            }
        }

        page.Parts.Add(part);
    }

    public override bool Fits(MergedExposition page, in FamilyPart part, MetricType type) => type != MetricType.GaugeHistogram;

    public override bool Clashes(MergedExposition page, int family) => ClashesInText(page, family);
}

namespace PromMultiplexer.Exposition;

/// <summary>
/// A page of text: infos and state sets are gauges, creation times a gauge family of their own; gauge histograms have no
/// type and are taken apart.
/// </summary>
internal sealed class TextView(int number) : PageView(number, MetricType.Summary, MetricType.Histogram, MetricType.GaugeHistogram)
{
    public override bool Takes(ParsedExposition page) => !page.IsProtobuf;

    public override ReadError? Convert(ParsedExposition page, ConvertedExposition into) => into.ToLines(page, ExpositionFormat.Text004);

    public override bool Files(ParsedExposition page) => page.IsOpenMetrics;

    public override void File(MergedExposition page, int part)
    {
        ref var filed = ref page.Parts[part];
        filed.Type = filed.Type is MetricType.Info or MetricType.StateSet ? MetricType.Gauge : filed.Type;
        var created = page.CountSamples(filed, SampleKind.Created);
        if (created > 0)
        {
            const int Created = 1 << (int)SampleKind.Created;
            var apart = page.Apart(filed, SampleKind.Created, created, MetricType.Gauge);
            filed.Kinds = FamilyEntry.AllKinds & ~Created;
            filed.SampleCount -= created;
            page.Parts.Add(apart);
        }
    }

    public override bool Fits(MergedExposition page, in FamilyPart part, MetricType type) => type != MetricType.GaugeHistogram;

    public override bool Clashes(MergedExposition page, int family) => ClashesInText(page, family);
}

namespace PromMultiplexer.Exposition;

/// <summary>
/// Whether a page whose families stand in one piece keeps the rules of <see cref="OpenMetricsRules"/>, found out from its index, without
/// a string. Says yes only where that is certain, as it is for nearly all pages that keep them.
/// </summary>
internal static class OpenMetricsProof
{
    /// <summary>
    /// Whether no family has the name of another's samples. No name of a sample ends in two ways, so there is one family at most that
    /// each name can clash with. To be asked while families go by their names in OpenMetrics.
    /// </summary>
    public static bool NamesAreApart(ParsedExposition page)
    {
        foreach (ref var family in page.Families.AsSpan())
        {
            var name = page.BytesOf(family.Name);
            var kind = SampleSuffix.Find(name, isOpenMetrics: true);
            if (kind != SampleKind.Plain
                && page.Table.Find(page, name[..^SampleSuffix.LengthOf(kind)]) is >= 0 and var owner
                && SampleSuffix.Belongs(page.Families[owner].Type, kind, isOpenMetrics: true))
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Whether every family keeps the rules of its type. Then no metric of the page is scattered.</summary>
    public static bool FamiliesFit(ParsedExposition page)
    {
        Span<ulong> scratch = stackalloc ulong[ScatteredMetrics.Scratch];
        foreach (ref var family in page.Families.AsSpan())
        {
            if (!Fits(page, family, scratch))
            {
                return false;
            }
        }

        page.HasScatteredMetrics = false;
        return true;
    }

    private static bool Fits(ParsedExposition page, in FamilyEntry family, Span<ulong> scratch)
    {
        const FamilyFlags Odd = FamilyFlags.Misfit | FamilyFlags.TypeConflict | FamilyFlags.LateType | FamilyFlags.Absorbed;
        return !family.Has(Odd)
            && (family.Unit.IsNone || family.Type is not (MetricType.Info or MetricType.StateSet))
            && (!family.Has(FamilyFlags.HasTimesOrExemplars) || HaveOneTimeEach(page, family))
            && OpenMetricsFit.Fits(page, family, FamilyEntry.AllKinds, family.Type)
            && !ScatteredMetrics.OrTwinsAreIn(page, family, scratch);
    }

    /// <summary>
    /// Whether all samples of a metric have the same timestamp, spelled in the same way. To the rules all samples of an info are of one
    /// metric, and those of a state set that differ in their state.
    /// </summary>
    private static bool HaveOneTimeEach(ParsedExposition page, in FamilyEntry family)
    {
        var before = default(MetricPlace);
        var isFirst = true;
        var samples = new FamilySamples(page, family, bound: SampleFit.BoundOf(family.Type));
        while (samples.MoveNext())
        {
            var metric = samples.Metric;
            if (!isFirst
                && !samples.TimestampOf(metric).SequenceEqual(samples.TimestampOf(before))
                && (family.Type is MetricType.Info or MetricType.StateSet || samples.AreSame(before, metric)))
            {
                return false;
            }

            before = metric;
            isFirst = false;
        }

        return true;
    }
}

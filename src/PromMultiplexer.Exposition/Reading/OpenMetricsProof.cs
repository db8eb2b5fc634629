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

    /// <summary>Whether every family keeps the rules of its type.</summary>
    public static bool FamiliesFit(ParsedExposition page)
    {
        foreach (ref var family in page.Families.AsSpan())
        {
            if (!Fits(page, family))
            {
                return false;
            }
        }

        return true;
    }

    private static bool Fits(ParsedExposition page, in FamilyEntry family)
    {
        const FamilyFlags Odd = FamilyFlags.Misfit | FamilyFlags.TypeConflict | FamilyFlags.LateType | FamilyFlags.Absorbed;
        return !family.Has(Odd)
            && (family.Unit.IsNone || family.Type is not (MetricType.Info or MetricType.StateSet))
            && (!family.Has(FamilyFlags.HasTimesOrExemplars) || HaveOneTimeEach(page, family))
            && OpenMetricsFit.Fits(page, family, FamilyPart.AllKinds, family.Type)
            && !ScatteredMetrics.ComesAgain(page, family, isSeriesToo: true);
    }

    /// <summary>Whether all samples of a metric have the same timestamp, spelled in the same way. To the rules, all of an info are one metric.</summary>
    private static bool HaveOneTimeEach(ParsedExposition page, in FamilyEntry family)
    {
        var before = default(MetricLine);
        var isFirst = true;
        foreach (var sample in new FamilySamples(page, family))
        {
            var line = sample.MetricBut(MetricIdentity.BoundOf(family.Type, sample.Kind));
            if (!isFirst
                && !line.Timestamp.SequenceEqual(before.Timestamp)
                && (family.Type is MetricType.Info or MetricType.StateSet || line.IsOfMetricOf(before)))
            {
                return false;
            }

            before = line;
            isFirst = false;
        }

        return true;
    }
}

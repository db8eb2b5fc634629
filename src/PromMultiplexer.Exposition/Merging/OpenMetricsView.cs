namespace PromMultiplexer.Exposition;

/// <summary>
/// A page of OpenMetrics: counters and infos go by a name without <c>_total</c> and <c>_info</c>, every family takes the
/// names of all samples that its type may have, and what breaks the rules of its type has none.
/// </summary>
internal sealed class OpenMetricsView(int number)
    : PageView(number, MetricType.Counter, MetricType.Summary, MetricType.Histogram, MetricType.GaugeHistogram, MetricType.Info)
{
    public override bool Takes(ParsedExposition page) => page is { IsProtobuf: false, HasScatteredMetrics: false } && !CreationTimes.AreApart(page);

    public override ReadError? Convert(ParsedExposition page, ConvertedExposition into) =>
        page.IsProtobuf ? into.ToLines(page, ExpositionFormat.OpenMetrics100) : into.PutMetricsTogether(page);

    public override bool Files(ParsedExposition page) => true;

    public override void File(MergedExposition page, int part)
    {
        ref var filed = ref page.Parts[part];
        if (filed.Type == MetricType.Counter && !(page.NameOf(filed) is { Length: > 6 } name && name.EndsWith(SampleSuffix.Of(SampleKind.Total))))
        {
            filed.Type = MetricType.Untyped;
        }
    }

    public override bool Fits(MergedExposition page, in FamilyPart part, MetricType type) =>
        !HasStrayCreationTimes(page, part, type)
        && OpenMetricsFit.Fits(page.ExpositionOf(part), page.EntryOf(part), part.Kinds, type);

    /// <summary>Infos of which some samples have times, and others none, are fit by themselves at most.</summary>
    public override bool FitTogether(MergedExposition page, ReadOnlySpan<FamilyPart> parts, MetricType type)
    {
        var times = SampleTimes.None;
        for (var i = 0; type == MetricType.Info && i < parts.Length; i++)
        {
            times |= OpenMetricsFit.TimesOf(page.ExpositionOf(parts[i]), page.EntryOf(parts[i]), parts[i].Kinds);
        }

        return times != SampleTimes.Mixed;
    }

    public override void PutInOrder(MergedExposition page)
    {
        if (page.HasTypeConflicts)
        {
            SeriesOrder.Put(page);
        }
    }

    public override bool Clashes(MergedExposition page, int family)
    {
        // Names that could clash start with the family's own, and such names are neighbours.
        var type = page.Families[family].Type;
        var name = NameOf(page, family);
        if (!HasNeighbour(page, family, name))
        {
            return false;
        }

        // A name that is whole stays where it is: it is the counter or info of that name, which has more of it in text, that has to go.
        var isWhole = name.Length == page.NameOf(page.Families[family]).Length;
        var clashes = !isWhole && Settle(page, family, [.. name]);
        foreach (var kind in SampleSuffix.Kinds(isOpenMetrics: true))
        {
            if (SampleSuffix.Belongs(type, kind, isOpenMetrics: true))
            {
                clashes |= Settle(page, family, [.. name, .. SampleSuffix.Of(kind)]);
            }
        }

        return clashes;
    }

    /// <summary>The name that a family of the page goes by in OpenMetrics.</summary>
    public static ReadOnlySpan<byte> NameOf(MergedExposition page, int family)
    {
        var name = page.NameOf(page.Families[family]);
        return page.Families[family].Type switch
        {
            MetricType.Counter => name[..^SampleSuffix.Of(SampleKind.Total).Length],
            MetricType.Info => name[..^SampleSuffix.Of(SampleKind.Info).Length],
            _ => name,
        };
    }

    private static bool HasNeighbour(MergedExposition page, int family, ReadOnlySpan<byte> name) =>
        (family > 0 && page.NameOf(page.Families[family - 1]).StartsWith(name))
        || (family + 1 < page.Families.Count && page.NameOf(page.Families[family + 1]).StartsWith(name));

    private static bool Settle(MergedExposition page, int family, byte[] name)
    {
        var clashes = SettleWith(page, family, page.Find(name), name);
        clashes |= SettleWith(page, family, page.Find([.. name, .. SampleSuffix.Of(SampleKind.Total)]), name);
        return clashes | SettleWith(page, family, page.Find([.. name, .. SampleSuffix.Of(SampleKind.Info)]), name);
    }

    private static bool SettleWith(MergedExposition page, int family, int other, byte[] name) =>
        other >= 0
        && other != family
        && NameOf(page, other).SequenceEqual(name)
        && page.SettleClash(family, other);
}

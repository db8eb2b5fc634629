namespace PromMultiplexer.Exposition;

/// <summary>
/// Holds the pages that are merged again and again in the same shapes against the rules of OpenMetrics. Which samples are of one metric,
/// and whether their labels and bounds are right, is found out once; from then on only values are looked at.
/// </summary>
internal sealed class ValueRules
{
    /// <summary>Stands behind the histograms of a part: those of the next are of another source, whose samples have the same numbers.</summary>
    private const int EndOfPart = -1;

    /// <summary>The first sample of each histogram, in the order of the page.</summary>
    private readonly IndexList<int> _histograms = new();

    private bool _areHistogramsKnown;

    /// <summary>Says that the pages have other shapes from now on.</summary>
    public void Forget() => _areHistogramsKnown = false;

    /// <summary>Whether all samples may stand under the types that their families have come to have.</summary>
    public bool Hold(MergedExposition page)
    {
        if (!_areHistogramsKnown)
        {
            _histograms.Clear();
        }

        var next = 0;
        foreach (ref var family in page.Families.AsSpan())
        {
            foreach (ref var part in page.Parts.AsSpan().Slice(family.FirstPart, family.PartCount))
            {
                if (part.SampleCount > 0 && !Fits(page, part, family.Type, ref next))
                {
                    return false;
                }
            }
        }

        return _areHistogramsKnown = true;
    }

    private bool Fits(MergedExposition page, in FamilyPart part, MetricType type, ref int next)
    {
        // Timestamps are values, too, and whether the sum of a gauge histogram may be negative is a matter of its bounds. Both are rare.
        var exposition = page.ExpositionOf(part);
        ref var entry = ref page.EntryOf(part);
        var isRare = type == MetricType.GaugeHistogram || entry.Has(FamilyFlags.HasTimesOrExemplars);
        return isRare || (!_areHistogramsKnown && type != MetricType.Histogram) ? page.View.Fits(page, part, type)
            : _areHistogramsKnown ? HaveFittingValues(exposition, entry, part.Kinds, type, ref next)
            : FindHistograms(exposition, entry, part.Kinds);
    }

    private bool FindHistograms(ParsedExposition exposition, in FamilyEntry family, ushort kinds)
    {
        var fits = OpenMetricsFit.Fits(exposition, family, kinds, MetricType.Histogram, _histograms);
        _histograms.Add(EndOfPart);
        return fits;
    }

    private bool HaveFittingValues(ParsedExposition exposition, in FamilyEntry family, ushort kinds, MetricType type, ref int next)
    {
        if (type is MetricType.Untyped or MetricType.Gauge)
        {
            return true;
        }

        var histogram = default(HistogramValues);
        var samples = new FamilySamples(exposition, family, kinds);
        while (samples.MoveNext())
        {
            if (!OpenMetricsValues.Fit(samples.Kind, samples.Value, type, out var number))
            {
                return false;
            }

            if (type != MetricType.Histogram)
            {
                continue;
            }

            if (_histograms[next] == samples.Index)
            {
                if (!histogram.Finish())
                {
                    return false;
                }

                histogram = default;
                next++;
            }

            if (!histogram.Add(samples.Kind, number))
            {
                return false;
            }
        }

        next += type == MetricType.Histogram ? 1 : 0;
        return histogram.Finish();
    }
}

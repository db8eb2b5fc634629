using System.Runtime.InteropServices;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Text may have the samples of a metric anywhere in their family, and a series at several times in any order. OpenMetrics wants the
/// samples of a metric side by side, at times that do not go backwards. So that is how they are put.
/// </summary>
internal static class ScatteredMetrics
{
    /// <summary>The hashes that there is room for without renting it: most families have few metrics.</summary>
    public const int Scratch = 64;

    /// <summary>Whether a page of lines has such metrics. The same for all pages of a shape.</summary>
    public static bool AreOn(ParsedExposition page)
    {
        Span<ulong> scratch = stackalloc ulong[Scratch];
        foreach (var family in page.Order)
        {
            ref var entry = ref page.Families[family];
            if (ComesAgain(page, entry, IsSeriesAskedFor(entry), scratch))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a family has metrics of which samples stand apart from the others.</summary>
    public static bool AreIn(ParsedExposition page, in FamilyEntry family) =>
        ComesAgain(page, family, isSeriesToo: false, stackalloc ulong[Scratch]);

    /// <summary>Whether a family has metrics of which samples stand apart from the others, or a series that stands there twice.</summary>
    public static bool OrTwinsAreIn(ParsedExposition page, in FamilyEntry family, Span<ulong> scratch) =>
        ComesAgain(page, family, isSeriesToo: true, scratch);

    /// <summary>
    /// Changes the index of a page so that the samples of each metric are side by side, in the order they came in. A sample that
    /// would take its series back in time is left out, as Prometheus would do.
    /// </summary>
    public static void Gather(ParsedExposition page)
    {
        // The samples do not stand in the order of their lines any more.
        page.IsRepeatable = false;
        foreach (var family in page.Order)
        {
            if (IsScattered(page, page.Families[family]))
            {
                Gather(page, family);
            }
        }
    }

    private static bool IsScattered(ParsedExposition page, in FamilyEntry family) =>
        ComesAgain(page, family, IsSeriesAskedFor(family), stackalloc ulong[Scratch]);

    /// <summary>Whether samples of one metric of a family can be of one series, too, or come in an order of their own.</summary>
    private static bool IsSeriesAskedFor(in FamilyEntry family) =>
        family.Has(FamilyFlags.HasTimesOrExemplars) || !TypeVerdict.IsScalar(family.Type);

    /// <summary>Whether a metric stands on the page again behind another one; or, if so wanted, a series stands there twice.</summary>
    internal static bool ComesAgain(ParsedExposition page, in FamilyEntry family, bool isSeriesToo, Span<ulong> scratch)
    {
        if (family.SampleCount < 2)
        {
            return false;
        }

        // What comes again has the same hash. Where something else happens to have it, nothing but time is lost.
        using var metrics = new SeenHashes(family.SampleCount, scratch);
        var isOneByOne = TypeVerdict.IsScalar(family.Type);
        var series = default(SeriesOfMetric);
        var before = default(MetricPlace);
        ulong? hashBefore = null;
        var samples = new FamilySamples(page, family, bound: BoundOf(page, family));
        while (samples.MoveNext())
        {
            // Where metrics have several samples most are of the metric before, which is sooner seen by comparing them.
            var metric = samples.Metric;
            if (isOneByOne || hashBefore is null || !samples.AreSame(before, metric))
            {
                var hash = samples.Hash(metric);
                if (hash != hashBefore)
                {
                    if (!metrics.TryAdd(hash))
                    {
                        return true;
                    }

                    series = default;
                    hashBefore = hash;
                }
            }

            if (isSeriesToo && !series.IsNew(samples, metric))
            {
                return ComesAgainAnywhere(page, family, isSeriesToo);
            }

            before = metric;
        }

        return false;
    }

    /// <summary>The same, found out by looking at each series, whatever it is next to.</summary>
    internal static bool ComesAgainAnywhere(ParsedExposition page, in FamilyEntry family, bool isSeriesToo)
    {
        using var metrics = new SeenHashes(family.SampleCount, default);
        using var series = new SeenHashes(family.SampleCount, default);
        ulong? before = null;
        var samples = new FamilySamples(page, family);
        while (samples.MoveNext())
        {
            var hash = MetricIdentity.HashOf(new SampleLine(samples.Line), BoundOf(page, family, samples.Kind), out var ofSeries);
            if ((hash != before && !metrics.TryAdd(hash)) || (isSeriesToo && !series.TryAdd(ofSeries + (ulong)samples.Kind)))
            {
                return true;
            }

            before = hash;
        }

        return false;
    }

    private static void Gather(ParsedExposition page, int family)
    {
        var entry = page.Families[family];
        var samples = new List<SampleEntry>(entry.SampleCount);
        for (var run = entry.FirstRun; run >= 0; run = page.Runs[run].Next)
        {
            samples.AddRange(page.Samples.AsSpan().Slice(page.Runs[run].First, page.Runs[run].Count));
        }

        var hasSeveral = !TypeVerdict.IsScalar(entry.Type) || entry.Type == MetricType.StateSet || (entry.Kinds & (1 << (int)SampleKind.Created)) != 0;
        if (hasSeveral)
        {
            PutBeside(page, family, samples, sample => MetricIdentity.KeyOf(LineOf(page, sample), BoundOf(page, entry, sample.Kind)));
            if (OpenMetricsFit.Fits(page, page.Families[family], ushort.MaxValue, entry.Type))
            {
                return;
            }

            // It will be a family for each name, in which each series is a metric.
            page.Families[family].Flags |= FamilyFlags.Misfit;
        }

        PutBeside(page, family, InTime(page, samples), sample => SeriesOf(page, sample));
    }

    /// <summary>Samples with those of each series side by side, in the order they came in, without those that would take it back in time.</summary>
    public static IEnumerable<SampleEntry> SeriesBySeries(ParsedExposition page, List<SampleEntry> samples) =>
        InTime(page, samples).GroupBy(sample => SeriesOf(page, sample)).SelectMany(series => series);

    /// <summary>Gives a family these samples, those with the same key side by side.</summary>
    private static void PutBeside(ParsedExposition page, int family, List<SampleEntry> samples, Func<SampleEntry, string> keyOf)
    {
        ref var entry = ref page.Families[family];
        entry.ForgetSamples();
        entry.FirstRun = entry.LastRun = page.Runs.Count;
        page.Runs.Add(new SampleRun { First = page.Samples.Count, Count = samples.Count, Next = -1 });
        foreach (var metric in samples.GroupBy(keyOf))
        {
            foreach (var sample in metric)
            {
                page.Samples.Add(sample);
                entry.Count(sample);
            }
        }
    }

    /// <summary>Those samples that do not take their series back in time. Where some have no time, which is now, these are all.</summary>
    private static List<SampleEntry> InTime(ParsedExposition page, List<SampleEntry> samples)
    {
        var latest = new Dictionary<string, double>();
        foreach (var sample in samples)
        {
            if (LineOf(page, sample).Timestamp.IsEmpty)
            {
                latest[SeriesOf(page, sample)] = double.PositiveInfinity;
            }
        }

        var inTime = new List<SampleEntry>(samples.Count);
        foreach (var sample in samples)
        {
            var timestamp = LineOf(page, sample).Timestamp;
            var time = timestamp.IsEmpty ? double.PositiveInfinity : NumberSyntax.ParseFloat(timestamp);
            ref var last = ref CollectionsMarshal.GetValueRefOrAddDefault(latest, SeriesOf(page, sample), out var isKnown);
            if (!isKnown || time >= last)
            {
                last = time;
                inTime.Add(sample);
            }
        }

        return inTime;
    }

    private static string SeriesOf(ParsedExposition page, in SampleEntry sample)
    {
        var line = LineOf(page, sample);
        return $"{Encoding.UTF8.GetString(line.Name)}\n{MetricIdentity.KeyOf(line, default)}";
    }

    /// <summary>The label that does not tell a metric from another, in the samples that can have one.</summary>
    private static ReadOnlySpan<byte> BoundOf(ParsedExposition page, scoped in FamilyEntry family) =>
        family.Type == MetricType.StateSet ? page.BytesOf(family.Name) : SampleFit.BoundOf(family.Type);

    private static ReadOnlySpan<byte> BoundOf(ParsedExposition page, scoped in FamilyEntry family, SampleKind kind) =>
        kind is SampleKind.Bucket or SampleKind.Plain ? BoundOf(page, family) : default;

    private static SampleLine LineOf(ParsedExposition page, in SampleEntry sample) => new(page.BytesOf(sample.Line));
}

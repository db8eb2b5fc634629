using PromMultiplexer.Exposition;
using PromMultiplexer.Measuring;

namespace PromMultiplexer.Comparing;

/// <summary>Compares two scrapes series by series.</summary>
internal static class ScrapeComparison
{
    /// <summary>
    /// What became of each series: in the order of the later scrape, then those that are gone in the order of the earlier. A series
    /// that is there more than once is compared with the earlier one in its place.
    /// </summary>
    /// <param name="pair">The source that was scraped.</param>
    /// <param name="elapsed">The time between the scrapes; <see langword="null"/> where nobody knows.</param>
    public static IEnumerable<SeriesChange> Compare(SourcePair pair, TimeSpan? elapsed)
    {
        var before = Numbering.By(Cardinality.KeyOf, pair.Before?.Samples ?? []).ToList();
        var earlier = new Dictionary<(string, int), MetricSample>(before);
        foreach (var (key, sample) in Numbering.By(Cardinality.KeyOf, pair.After?.Samples ?? []))
        {
            yield return earlier.Remove(key, out var same)
                ? Compare(pair.Latest, same, sample, elapsed)
                : Describe(pair.Latest, sample, SeriesChangeKind.New);
        }

        foreach (var (_, sample) in before.Where(numbered => earlier.ContainsKey(numbered.Key)))
        {
            yield return Describe(pair.Latest, sample, SeriesChangeKind.Gone);
        }
    }

    private static SeriesChange Compare(ComparedSource source, MetricSample before, MetricSample after, TimeSpan? elapsed)
    {
        var isReset = after.IsCumulative && after.Value < before.Value;
        var delta = before.Value.Equals(after.Value) ? 0 : isReset ? after.Value : after.Value - before.Value;
        return new SeriesChange
        {
            Change = isReset ? SeriesChangeKind.Reset : before.Value.Equals(after.Value) ? SeriesChangeKind.Same : SeriesChangeKind.Changed,
            Name = after.Name,
            Labels = after.Labels,
            Family = after.Family,
            Type = after.Type,
            Unit = after.Unit,
            Source = source.Name,
            Container = source.Origin.Container,
            Url = source.Origin.Url,
            Before = before.Value,
            After = after.Value,
            Delta = delta,
            Rate = after.IsCumulative && elapsed is { TotalSeconds: > 0 and var seconds } ? delta / seconds : null,
        };
    }

    private static SeriesChange Describe(ComparedSource source, MetricSample sample, SeriesChangeKind change) => new()
    {
        Change = change,
        Name = sample.Name,
        Labels = sample.Labels,
        Family = sample.Family,
        Type = sample.Type,
        Unit = sample.Unit,
        Source = source.Name,
        Container = source.Origin.Container,
        Url = source.Origin.Url,
        Before = change == SeriesChangeKind.Gone ? sample.Value : null,
        After = change == SeriesChangeKind.New ? sample.Value : null,
    };
}

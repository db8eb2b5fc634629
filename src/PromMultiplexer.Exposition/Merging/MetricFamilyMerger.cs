namespace PromMultiplexer.Exposition;

/// <summary>
/// Merges families of the typed level as <see cref="FamilyMerger"/> does with pages, native histograms and exemplars included.
/// Safe for concurrent use.
/// </summary>
public static class MetricFamilyMerger
{
    /// <summary>
    /// Merges families of one name: one help, one type, one unit, all metrics in their order. Families whose types contradict
    /// each other become untyped ones, one for each sample name where that is needed; no sample is lost, but for native buckets.
    /// </summary>
    /// <param name="families">The families, those that come first having the first say.</param>
    /// <param name="conflicts">
    /// Receives the disagreements. <see cref="MergeConflict.First"/> and <see cref="MergeConflict.Other"/> count the families given.
    /// </param>
    /// <returns>The families, sorted by name.</returns>
    public static IReadOnlyList<MetricFamily> Merge(IEnumerable<MetricFamily> families, out IReadOnlyList<MergeConflict> conflicts)
    {
        ArgumentNullException.ThrowIfNull(families);
        var found = new List<MergeConflict>();
        var parts = families.Select((family, index) => (Family: family, Index: index)).ToList();
        while (true)
        {
            var merged = new List<MetricFamily>();
            var demoted = new HashSet<string>(StringComparer.Ordinal);
            foreach (var group in parts.GroupBy(part => part.Family.Name, StringComparer.Ordinal))
            {
                if (Merge([.. group], found) is { } family)
                {
                    merged.Add(family);
                }
                else
                {
                    demoted.Add(group.Key);
                }
            }

            if (demoted.Count == 0)
            {
                conflicts = [.. found.Distinct()];
                return [.. merged.OrderBy(family => family.Name, StringComparer.Ordinal)];
            }

            // A family that is taken apart may come to have the name of another, and then they are to be merged.
            parts = [.. parts.SelectMany(part => demoted.Contains(part.Family.Name)
                ? TakeApart(part.Family).Select(apart => (apart, part.Index))
                : [part])];
        }
    }

    /// <summary>Makes one family of those that have one name.</summary>
    /// <returns><see langword="null"/> where they cannot stand under one type.</returns>
    private static MetricFamily? Merge((MetricFamily Family, int Index)[] parts, List<MergeConflict> conflicts)
    {
        var (first, firstIndex) = parts[0];
        var verdict = new TypeVerdict(first.Type);
        var help = first.Help;
        var unit = first.Unit;
        var isUnitLost = false;
        foreach (var (other, index) in parts[1..])
        {
            var before = verdict;
            verdict.Add(other.Type);
            Compare(ConflictKind.Type, (verdict.IsConflict && !before.IsConflict) || (verdict.IsDemoted && !before.IsDemoted));
            Compare(ConflictKind.Help, help is not null && other.Help is not null && help != other.Help);
            isUnitLost |= Compare(ConflictKind.Unit, unit is not null && other.Unit is not null && unit != other.Unit);
            help ??= other.Help;
            unit ??= other.Unit;

            bool Compare(ConflictKind kind, bool isConflict)
            {
                if (isConflict)
                {
                    conflicts.Add(new MergeConflict(kind, first.Name, firstIndex, index));
                }

                return isConflict;
            }
        }

        return verdict.IsDemoted ? null : new MetricFamily
        {
            Name = first.Name,
            Help = help,
            Type = verdict.Type,
            Unit = isUnitLost ? null : unit,
            Metrics = [.. parts.SelectMany(part => part.Family.Type == verdict.Type
                ? part.Family.Metrics
                : part.Family.Metrics.Select(metric => Retype(metric, verdict.Type)))],
        };
    }

    /// <summary>A family of one sample name each, all of them untyped.</summary>
    private static IEnumerable<MetricFamily> TakeApart(MetricFamily family) =>
        from sample in family.ToSamples()
        group sample by sample.Name into samples
        select new MetricFamily { Name = samples.Key, Help = family.Help, Metrics = [.. samples.Select(Untype)] };

    private static Metric Untype(MetricSample sample) => new()
    {
        Labels = [.. sample.Labels.Select(label => new LabelPair(label.Key, label.Value))],
        TimestampMilliseconds = sample.Timestamp?.ToUnixTimeMilliseconds(),
        Untyped = new Untyped { Value = sample.Value },
    };

    /// <summary>A metric of one sample under another type of that kind.</summary>
    private static Metric Retype(Metric metric, MetricType type)
    {
        var value = metric.Counter?.Value ?? metric.Gauge?.Value ?? metric.Untyped?.Value ?? double.NaN;
        return new Metric
        {
            Labels = metric.Labels,
            TimestampMilliseconds = metric.TimestampMilliseconds,
            Counter = type == MetricType.Counter ? new Counter { Value = value } : null,
            Gauge = type is MetricType.Gauge or MetricType.Info or MetricType.StateSet ? new Gauge { Value = value } : null,
            Untyped = type == MetricType.Untyped ? new Untyped { Value = value } : null,
        };
    }
}

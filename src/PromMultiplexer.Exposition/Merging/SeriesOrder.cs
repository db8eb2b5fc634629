namespace PromMultiplexer.Exposition;

/// <summary>
/// Sources have their samples metric by metric, at one time after the other. Where a family has lost its type each of its series is a
/// metric, and OpenMetrics wants the samples of each side by side. The sources stay as they are: on another page the family may keep its type.
/// </summary>
internal static class SeriesOrder
{
    /// <summary>Puts the samples of such families into that order, as far as they are in another one.</summary>
    public static void Put(MergedExposition page)
    {
        foreach (ref var family in page.Families.AsSpan())
        {
            // The parts of one source are neighbours.
            var parts = page.Parts.AsSpan().Slice(family.FirstPart, family.PartCount);
            while (!parts.IsEmpty)
            {
                var count = 1;
                while (count < parts.Length && parts[count].Source == parts[0].Source)
                {
                    count++;
                }

                if (HaveLostTheirType(parts[..count], family.Type) && !IsPut(page, parts[..count]))
                {
                    family.SampleCount -= Put(page, parts[..count]);
                }

                parts = parts[count..];
            }
        }
    }

    private static bool HaveLostTheirType(ReadOnlySpan<FamilyPart> parts, MetricType type)
    {
        if (parts.Length > 1 && type == MetricType.Untyped)
        {
            return true;
        }

        foreach (ref readonly var part in parts)
        {
            if (part.IsApart || (part.Type == MetricType.StateSet && type != MetricType.StateSet))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether no series comes again behind another one. Of samples in several pieces that is not said.</summary>
    private static bool IsPut(MergedExposition page, ReadOnlySpan<FamilyPart> parts)
    {
        if (parts.Length > 1 || parts[0].SampleCount < 2)
        {
            return parts.Length == 1;
        }

        using var series = new SeenHashes(parts[0].SampleCount, stackalloc ulong[ScatteredMetrics.Scratch]);
        ulong? before = null;
        var samples = new FamilySamples(page.ExpositionOf(parts[0]), page.EntryOf(parts[0]), parts[0].Kinds);
        while (samples.MoveNext())
        {
            var hash = samples.Hash(samples.Metric);
            if (hash != before && !series.TryAdd(hash))
            {
                return false;
            }

            before = hash;
        }

        return true;
    }

    /// <summary>Gives the samples of all parts, which are of one source, to the first of them.</summary>
    /// <returns>How many were left out, because they would have taken their series back in time.</returns>
    private static int Put(MergedExposition page, Span<FamilyPart> parts)
    {
        var exposition = page.ExpositionOf(parts[0]);
        var samples = new List<SampleEntry>();
        foreach (ref var part in parts)
        {
            for (var run = page.EntryOf(part).FirstRun; run >= 0; run = exposition.Runs[run].Next)
            {
                foreach (ref var sample in exposition.Samples.AsSpan().Slice(exposition.Runs[run].First, exposition.Runs[run].Count))
                {
                    if (part.SampleCount > 0 && part.Contains(sample.Kind))
                    {
                        samples.Add(sample);
                    }
                }
            }

            part.SampleCount = 0;
        }

        foreach (var sample in ScatteredMetrics.SeriesBySeries(exposition, samples))
        {
            page.Reordered.Add(sample);
            parts[0].SampleCount++;
        }

        parts[0].EndOfReordered = page.Reordered.Count;
        return samples.Count - parts[0].SampleCount;
    }
}

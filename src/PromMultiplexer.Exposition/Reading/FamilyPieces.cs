namespace PromMultiplexer.Exposition;

/// <summary>Finds out whether the lines of a page's families stand together.</summary>
internal static class FamilyPieces
{
    private const FamilyFlags Usual = FamilyFlags.Declared | FamilyFlags.HasTimesOrExemplars;

    /// <summary>
    /// Whether the families of a page of text stand one behind the other from its start on, each with its metadata in front of its
    /// samples and nothing in between.
    /// </summary>
    public static bool AreWhole(ParsedExposition page)
    {
        // Where a page cannot be repeated, lines of it may have been spelled anew, and then they do not stand on it.
        if (!page.IsRepeatable || page.IsProtobuf || page.IsOpenMetrics)
        {
            return false;
        }

        var runs = page.Runs.AsSpan();
        var samples = page.Samples.AsSpan();
        var place = 0L;
        var sample = 0;
        foreach (ref var family in page.Families.AsSpan())
        {
            if (family.MetadataLength == 0
                || family.Metadata.Start != place
                || family.FirstRun != family.LastRun
                || family.Has(~Usual))
            {
                return false;
            }

            place += family.MetadataLength;
            if (family.FirstRun < 0)
            {
                continue;
            }

            // Lines that are as long as all there is between the first and the last leave room for nothing else.
            var last = sample + family.SampleCount - 1;
            if (runs[family.FirstRun].First != sample
                || samples[sample].Start != place
                || samples[last].End != place + family.LineBytes)
            {
                return false;
            }

            place += family.LineBytes;
            sample = last + 1;
        }

        return true;
    }
}

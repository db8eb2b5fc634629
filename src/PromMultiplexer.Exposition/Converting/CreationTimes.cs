namespace PromMultiplexer.Exposition;

/// <summary>
/// Text has no place for when a counter, histogram or summary began: some libraries tell it in a gauge <c>x_created</c> of its own.
/// OpenMetrics has it among the samples of <c>x</c>, where no other family may have that name. So there it is put.
/// </summary>
internal static class CreationTimes
{
    private static ReadOnlySpan<byte> Created => "_created"u8;

    private static ReadOnlySpan<byte> Total => "_total"u8;

    /// <summary>Whether a page of text has creation times in families of their own.</summary>
    public static bool AreApart(ParsedExposition page)
    {
        if (page.IsOpenMetrics)
        {
            return false;
        }

        foreach (var family in page.Order)
        {
            if (IsCreated(page, page.Families[family]) && FindOwner(page, family) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>
    /// Makes an index over the same lines in which the creation times stand behind what they belong to. Those of a family of
    /// which one belongs to nothing stay where they are.
    /// </summary>
    public static void PutBeside(ParsedExposition page, ParsedExposition into)
    {
        into.CopyIndexFrom(page);
        if (page.IsOpenMetrics)
        {
            return;
        }

        foreach (var family in page.Order)
        {
            if (IsCreated(page, page.Families[family]) && FindOwner(page, family) is >= 0 and var owner)
            {
                PutBeside(into, family, owner);
            }
        }

        into.Sort(isSorted: false);
    }

    private static bool IsCreated(ParsedExposition page, in FamilyEntry family) =>
        family is { SampleCount: > 0, Type: MetricType.Gauge or MetricType.Untyped } && page.BytesOf(family.Name).EndsWith(Created);

    /// <summary>The counter, histogram or summary that the creation times are those of; -1 where there is none.</summary>
    private static int FindOwner(ParsedExposition page, int created)
    {
        var name = page.BytesOf(page.Families[created].Name);
        var owner = page.Find(name[..^Created.Length]);
        if (owner >= 0 && page.Families[owner] is { SampleCount: > 0, Type: MetricType.Histogram or MetricType.Summary })
        {
            return owner;
        }

        owner = page.Find([.. name[..^Created.Length], .. Total]);
        return owner >= 0 && page.Families[owner] is { SampleCount: > 0, Type: MetricType.Counter } ? owner : -1;
    }

    private static void PutBeside(ParsedExposition page, int created, int owner)
    {
        var times = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (var sample in SamplesOf(page, created))
        {
            if (!times.TryAdd(LabelsOf(page, sample, default), sample))
            {
                return;
            }
        }

        var together = Together(page, owner, times);
        if (together is null)
        {
            return;
        }

        ref var family = ref page.Families[owner];
        var isCounter = family.Type == MetricType.Counter;
        family.ForgetSamples();
        family.BaseLength -= isCounter ? Total.Length : 0;
        family.FirstRun = family.LastRun = page.Runs.Count;
        page.Runs.Add(new SampleRun { First = page.Samples.Count, Count = together.Count, Next = -1 });
        foreach (var (sample, isTime) in together)
        {
            var entry = page.Samples[sample];
            entry.Kind = isTime ? SampleKind.Created : isCounter ? SampleKind.Total : entry.Kind;
            page.Samples.Add(entry);
            family.Count(entry);
        }

        page.Families[created].Flags |= FamilyFlags.Absorbed;
    }

    /// <summary>The samples of a family, each metric's with its creation time behind them; <see langword="null"/> where they do not come out even.</summary>
    private static List<(int Sample, bool IsTime)>? Together(ParsedExposition page, int owner, Dictionary<string, int> times)
    {
        var type = page.Families[owner].Type;
        var together = new List<(int, bool)>();
        string? before = null;
        foreach (var sample in SamplesOf(page, owner))
        {
            var labels = LabelsOf(page, sample, MetricIdentity.BoundOf(type, page.Samples[sample].Kind));
            if (before is not null && labels != before && times.Remove(before, out var ended))
            {
                together.Add((ended, true));
            }

            together.Add((sample, false));
            before = labels;
        }

        if (before is not null && times.Remove(before, out var last))
        {
            together.Add((last, true));
        }

        return times.Count == 0 ? together : null;
    }

    private static List<int> SamplesOf(ParsedExposition page, int family)
    {
        var samples = new List<int>(page.Families[family].SampleCount);
        for (var run = page.Families[family].FirstRun; run >= 0; run = page.Runs[run].Next)
        {
            samples.AddRange(Enumerable.Range(page.Runs[run].First, page.Runs[run].Count));
        }

        return samples;
    }

    private static string LabelsOf(ParsedExposition page, int sample, ReadOnlySpan<byte> bound) =>
        MetricIdentity.KeyOf(new SampleLine(page.BytesOf(page.Samples[sample].Line)), bound);
}

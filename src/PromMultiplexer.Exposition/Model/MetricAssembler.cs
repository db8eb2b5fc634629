using System.Globalization;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Makes the typed form of a merged page: samples become metrics, those of a histogram or summary one metric each.</summary>
internal static class MetricAssembler
{
    public static List<MetricFamily> Assemble(MergedExposition page)
    {
        var families = new List<MetricFamily>(page.FamilyCount);
        foreach (ref var family in page.Families.AsSpan())
        {
            if (!family.IsHidden)
            {
                families.Add(Assemble(page, family));
            }
        }

        return families;
    }

    private static MetricFamily Assemble(MergedExposition page, in MergedFamily family)
    {
        var metrics = new List<Metric>(family.SampleCount);
        foreach (ref var part in page.Parts.AsSpan().Slice(family.FirstPart, family.PartCount))
        {
            if (part.SampleCount > 0)
            {
                Assemble(page, part, family.Type, metrics);
            }
        }

        return new MetricFamily
        {
            Name = TextEscape.Unescape(page.NameOf(family)),
            Help = family.HelpSource < 0 ? null : TextEscape.Unescape(page.BytesOf(family.HelpSource, family.Help)),
            Type = family.Type,
            Unit = family.UnitSource < 0 ? null : Encoding.UTF8.GetString(page.BytesOf(family.UnitSource, family.Unit)),
            Metrics = metrics,
        };
    }

    private static void Assemble(MergedExposition page, in FamilyPart part, MetricType type, List<Metric> metrics)
    {
        var source = page.Sources[part.Source];
        var exposition = source.Exposition;
        var isOneByOne = part.IsApart || (TypeVerdict.IsScalar(type) && !(type == MetricType.Counter && exposition.IsOpenMetrics));
        var grouped = isOneByOne ? null : new Dictionary<string, MetricParts>(StringComparer.Ordinal);
        var order = new List<MetricParts>();
        for (var run = page.EntryOf(part).FirstRun; run >= 0; run = exposition.Runs[run].Next)
        {
            var range = exposition.Runs[run];
            for (var i = range.First; i < range.First + range.Count; i++)
            {
                ref var sample = ref exposition.Samples[i];
                if (!part.Contains(sample.Kind))
                {
                    continue;
                }

                var line = new SampleLine(exposition.BytesOf(sample.Line));
                var labels = LabelsOf(line, sample, source.Label, grouped is null ? default : SampleFit.BoundOf(type), out var bound);
                if (grouped is null)
                {
                    metrics.Add(Scalar(type, labels, line, exposition.IsOpenMetrics));
                    continue;
                }

                var key = string.Join('\0', labels.Select(label => $"{label.Name}\0{label.Value}").Order(StringComparer.Ordinal));
                if (!grouped.TryGetValue(key, out var parts))
                {
                    grouped.Add(key, parts = new MetricParts(labels));
                    order.Add(parts);
                }

                parts.Add(
                    sample.Kind,
                    bound,
                    NumberSyntax.ParseFloat(line.Value),
                    TimestampOf(line.Timestamp, exposition.IsOpenMetrics),
                    line.Exemplar.IsEmpty ? null : ExemplarOf(line.Exemplar));
            }
        }

        metrics.AddRange(order.Select(parts => parts.ToMetric(type)));
    }

    private static Metric Scalar(MetricType type, List<LabelPair> labels, SampleLine line, bool isOpenMetrics)
    {
        var value = NumberSyntax.ParseFloat(line.Value);
        return new Metric
        {
            Labels = labels,
            TimestampMilliseconds = TimestampOf(line.Timestamp, isOpenMetrics),
            Counter = type == MetricType.Counter ? new Counter { Value = value } : null,
            Gauge = type is MetricType.Gauge or MetricType.Info or MetricType.StateSet ? new Gauge { Value = value } : null,
            Untyped = type == MetricType.Untyped ? new Untyped { Value = value } : null,
        };
    }

    /// <summary>The labels of a sample and the one to add, without the one that tells its bucket or quantile.</summary>
    private static List<LabelPair> LabelsOf(
        SampleLine line, in SampleEntry sample, LabelInjector? added, ReadOnlySpan<byte> boundName, out double bound)
    {
        bound = double.NaN;
        var labels = new List<LabelPair>();
        var isAdded = added is null || sample.Slot == LabelSlot.None;
        if (line.HasLabelSet)
        {
            foreach (var label in line.Labels)
            {
                if (!isAdded && label.Start >= sample.SlotOffset)
                {
                    labels.Add(new LabelPair(added!.Name, added.Value));
                    isAdded = true;
                }

                if (!boundName.IsEmpty && label.Name.SequenceEqual(boundName))
                {
                    bound = NumberSyntax.ParseFloat(label.Value);
                }
                else
                {
                    labels.Add(new LabelPair(TextEscape.Unescape(label.Name), TextEscape.Unescape(label.Value)));
                }
            }
        }

        if (!isAdded)
        {
            labels.Add(new LabelPair(added!.Name, added.Value));
        }

        return labels;
    }

    private static Exemplar ExemplarOf(ReadOnlySpan<byte> text)
    {
        // An exemplar is spelled like a sample without a name.
        var line = new SampleLine([.. "x"u8, .. text, (byte)'\n']);
        var labels = new List<LabelPair>();
        foreach (var label in line.Labels)
        {
            labels.Add(new LabelPair(TextEscape.Unescape(label.Name), TextEscape.Unescape(label.Value)));
        }

        return new Exemplar
        {
            Labels = labels,
            Value = NumberSyntax.ParseFloat(line.Value),
            Timestamp = TimestampOf(line.Timestamp, isOpenMetrics: true) is { } milliseconds ? TimeSpelling.FromMilliseconds(milliseconds) : null,
        };
    }

    private static long? TimestampOf(ReadOnlySpan<byte> timestamp, bool isOpenMetrics)
    {
        if (timestamp.IsEmpty)
        {
            return null;
        }

        if (!isOpenMetrics)
        {
            return long.Parse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture);
        }

        return TimeSpelling.TryToMilliseconds(timestamp, out var milliseconds) ? milliseconds : null;
    }
}

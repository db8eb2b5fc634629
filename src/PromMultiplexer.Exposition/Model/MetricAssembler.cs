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
            Help = family.HelpPart < 0 ? null : TextEscape.Unescape(page.HelpOf(family)),
            Type = family.Type,
            Unit = family.UnitPart < 0 ? null : Encoding.UTF8.GetString(page.UnitOf(family)),
            Metrics = metrics,
        };
    }

    private static void Assemble(MergedExposition page, in FamilyPart part, MetricType type, List<Metric> metrics)
    {
        if (!IsOneByOne(page, part, type))
        {
            metrics.AddRange(Group(page, part, type).Select(parts => parts.ToMetric(type)));
            return;
        }

        if (part.EndOfReordered > 0)
        {
            foreach (ref var sample in page.ReorderedOf(part))
            {
                metrics.Add(Scalar(page.Sources[part.Source], sample, type));
            }

            return;
        }

        var exposition = page.ExpositionOf(part);
        for (var run = page.EntryOf(part).FirstRun; run >= 0; run = exposition.Runs[run].Next)
        {
            var range = exposition.Runs[run];
            foreach (ref var sample in exposition.Samples.AsSpan().Slice(range.First, range.Count))
            {
                if (part.Contains(sample.Kind))
                {
                    metrics.Add(Scalar(page.Sources[part.Source], sample, type));
                }
            }
        }
    }

    private static Metric Scalar(LabeledExposition source, in SampleEntry sample, MetricType type)
    {
        var line = new SampleLine(source.Exposition.BytesOf(sample.Line));
        return Scalar(type, LabelsOf(line, sample, source.Label, default, out _), line, source.Exposition.IsOpenMetrics);
    }

    /// <summary>Whether each sample of a part is a metric of the type.</summary>
    private static bool IsOneByOne(MergedExposition page, in FamilyPart part, MetricType type) =>
        part.IsApart || (TypeVerdict.IsScalar(type) && !(type == MetricType.Counter && page.ExpositionOf(part).IsOpenMetrics));

    /// <summary>The metrics that the samples of a part make up, wherever they stand.</summary>
    private static List<MetricParts> Group(MergedExposition page, in FamilyPart part, MetricType type)
    {
        var source = page.Sources[part.Source];
        var exposition = source.Exposition;
        var grouped = new Dictionary<string, MetricParts>(StringComparer.Ordinal);
        var order = new List<MetricParts>();
        for (var run = page.EntryOf(part).FirstRun; run >= 0; run = exposition.Runs[run].Next)
        {
            var range = exposition.Runs[run];
            foreach (ref var sample in exposition.Samples.AsSpan().Slice(range.First, range.Count))
            {
                if (!part.Contains(sample.Kind))
                {
                    continue;
                }

                var line = new SampleLine(exposition.BytesOf(sample.Line));
                var labels = LabelsOf(line, sample, source.Label, SampleFit.BoundOf(type), out var bound);
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

        return order;
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

    /// <summary>The exemplar that stands behind a line.</summary>
    public static Exemplar ExemplarOf(ReadOnlySpan<byte> text)
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

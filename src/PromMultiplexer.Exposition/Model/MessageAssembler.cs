using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Makes the typed form of a merged page of messages.</summary>
internal static class MessageAssembler
{
    public static List<MetricFamily> Assemble(MergedExposition page)
    {
        var families = new List<MetricFamily>(page.FamilyCount);
        foreach (ref var family in page.Families.AsSpan())
        {
            if (!family.IsHidden)
            {
                families.AddRange(Assemble(page, family));
            }
        }

        return families;
    }

    /// <summary>A family; of one that was taken apart also the native histograms, which keep their types in front of what has lost it.</summary>
    public static List<MetricFamily> Assemble(MergedExposition page, in MergedFamily family)
    {
        var families = new List<MetricFamily>();
        var natives = new List<Metric>();
        var others = new List<Metric>();
        var nativeType = family.Type;
        var type = family.Type;
        foreach (ref var part in page.Parts.AsSpan().Slice(family.FirstPart, family.PartCount))
        {
            if (part.SampleCount == 0)
            {
                continue;
            }

            if (part.IsNative && part.Type != nativeType)
            {
                Add(families, page, family, nativeType, natives);
                natives = [];
                nativeType = part.Type;
            }

            var own = new List<Metric>();
            ProtobufFamilyReader.AddMetrics(page.MessagesOf(part), own);
            if (part.IsApart)
            {
                type = part.IsNative ? type : MetricType.Untyped;
                (part.IsNative ? natives : others).AddRange(SamplesOf(own, part.Kind));
            }
            else
            {
                others.AddRange(part.Type == type ? own : own.Select(metric => Retyped(metric, type)));
            }
        }

        Add(families, page, family, nativeType, natives);
        Add(families, page, family, type, others);
        return families;
    }

    private static IEnumerable<Metric> SamplesOf(List<Metric> metrics, SampleKind kind) => metrics.SelectMany(metric => MetricSamples.Of(metric, kind));

    private static void Add(List<MetricFamily> families, MergedExposition page, in MergedFamily family, MetricType type, List<Metric> metrics)
    {
        if (metrics.Count > 0)
        {
            families.Add(new MetricFamily
            {
                Name = Encoding.UTF8.GetString(page.NameOf(family)),
                Help = family.HelpPart < 0 ? null : Encoding.UTF8.GetString(page.HelpOf(family)),
                Type = type,
                Unit = family.UnitPart < 0 ? null : Encoding.UTF8.GetString(page.UnitOf(family)),
                Metrics = metrics,
            });
        }
    }

    /// <summary>The same value as that of another type that is one number.</summary>
    private static Metric Retyped(Metric metric, MetricType type)
    {
        var value = metric.Counter?.Value ?? metric.Gauge?.Value ?? metric.Untyped?.Value ?? 0;
        return new Metric
        {
            Labels = metric.Labels,
            TimestampMilliseconds = metric.TimestampMilliseconds,
            Counter = type == MetricType.Counter ? new Counter { Value = value } : null,
            Gauge = type == MetricType.Gauge ? new Gauge { Value = value } : null,
            Untyped = type == MetricType.Untyped ? new Untyped { Value = value } : null,
        };
    }
}

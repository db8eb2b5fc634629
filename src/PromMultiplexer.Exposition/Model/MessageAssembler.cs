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
            if (family.IsHidden)
            {
                continue;
            }

            if (HasNative(page, family))
            {
                families.Add(Assemble(page, family, isNative: true));
            }

            if (HasOthers(page, family))
            {
                families.Add(Assemble(page, family, isNative: false));
            }
        }

        return families;
    }

    /// <summary>Whether a family that was taken apart has native histograms, which keep their type beside what has lost it.</summary>
    public static bool HasNative(MergedExposition page, in MergedFamily family) => Has(page, family, isNative: true);

    /// <summary>Whether a family has anything else.</summary>
    public static bool HasOthers(MergedExposition page, in MergedFamily family) => Has(page, family, isNative: false);

    /// <summary>The native histograms of a family that was taken apart, or all else of a family.</summary>
    public static MetricFamily Assemble(MergedExposition page, in MergedFamily family, bool isNative)
    {
        var metrics = new List<Metric>();
        var type = family.Type;
        foreach (ref var part in PartsOf(page, family))
        {
            if (part.SampleCount == 0 || part.IsNative != isNative)
            {
                continue;
            }

            var own = new List<Metric>();
            ProtobufFamilyReader.AddMetrics(page.MessagesOf(part), own);
            if (!part.IsApart)
            {
                metrics.AddRange(part.Type == type ? own : own.Select(metric => Retyped(metric, type)));
                continue;
            }

            type = isNative ? part.Type : MetricType.Untyped;
            foreach (var metric in own)
            {
                metrics.AddRange(MetricSamples.Of(metric, part.Kind));
            }
        }

        return new MetricFamily
        {
            Name = Encoding.UTF8.GetString(page.NameOf(family)),
            Help = family.HelpPart < 0 ? null : Encoding.UTF8.GetString(page.HelpOf(family)),
            Type = type,
            Unit = family.UnitPart < 0 ? null : Encoding.UTF8.GetString(page.UnitOf(family)),
            Metrics = metrics,
        };
    }

    private static Span<FamilyPart> PartsOf(MergedExposition page, in MergedFamily family) =>
        page.Parts.AsSpan().Slice(family.FirstPart, family.PartCount);

    private static bool Has(MergedExposition page, in MergedFamily family, bool isNative)
    {
        foreach (ref var part in PartsOf(page, family))
        {
            if (part.SampleCount > 0 && part.IsNative == isNative)
            {
                return true;
            }
        }

        return false;
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

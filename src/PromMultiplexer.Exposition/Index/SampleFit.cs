namespace PromMultiplexer.Exposition;

/// <summary>Whether a sample can stand under the TYPE of its family, so that every reader of the page takes it.</summary>
internal static class SampleFit
{
    /// <summary>The label whose value must be a number in the samples of this type that have it; empty where there is none.</summary>
    public static ReadOnlySpan<byte> BoundOf(MetricType type) => type switch
    {
        MetricType.Histogram or MetricType.GaugeHistogram => "le"u8,
        MetricType.Summary => "quantile"u8,
        _ => default,
    };

    /// <summary>Whether a sample of this kind is nothing without the bound.</summary>
    public static bool NeedsBound(MetricType type, SampleKind kind) =>
        (type, kind) is (MetricType.Histogram, SampleKind.Bucket) or (MetricType.Summary, SampleKind.Plain);

    /// <summary>Whether a sample of this kind counts something, so that its value cannot be negative.</summary>
    public static bool IsCount(MetricType type, SampleKind kind) =>
        type == MetricType.Histogram && kind is SampleKind.Bucket or SampleKind.Count;

    public static bool IsNegative(ReadOnlySpan<byte> value) => value[0] == (byte)'-' && NumberSyntax.ParseFloat(value) < 0;

    public static bool Fits(MetricType type, SampleKind kind, SampleLine line, bool isOpenMetrics)
    {
        if (!SampleSuffix.Belongs(type, kind, isOpenMetrics) || (IsCount(type, kind) && IsNegative(line.Value)))
        {
            return false;
        }

        var bound = BoundOf(type);
        if (line.HasLabelSet)
        {
            foreach (var label in line.Labels)
            {
                if (label.Name.SequenceEqual(bound))
                {
                    return NumberSyntax.IsFloat(label.Value);
                }
            }
        }

        return !NeedsBound(type, kind);
    }
}

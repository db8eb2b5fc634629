namespace PromMultiplexer.Exposition;

/// <summary>Whether a sample can stand under the TYPE of its family, so that every reader of the page takes it.</summary>
internal static class SampleFit
{
    /// <summary>The label whose value must be a number in a sample of this kind; empty where there is none.</summary>
    public static ReadOnlySpan<byte> BoundOf(MetricType type, SampleKind kind) => (type, kind) switch
    {
        (MetricType.Histogram or MetricType.GaugeHistogram, SampleKind.Bucket) => "le"u8,
        (MetricType.Summary, SampleKind.Plain) => "quantile"u8,
        _ => default,
    };

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

        var bound = BoundOf(type, kind);
        if (bound.IsEmpty)
        {
            return true;
        }

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

        return false;
    }
}

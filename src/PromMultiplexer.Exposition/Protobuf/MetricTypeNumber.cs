namespace PromMultiplexer.Exposition;

/// <summary>The numbers of client_model's enum <c>MetricType</c>.</summary>
internal static class MetricTypeNumber
{
    private static readonly MetricType[] s_types =
    [
        MetricType.Counter, MetricType.Gauge, MetricType.Summary, MetricType.Untyped, MetricType.Histogram, MetricType.GaugeHistogram,
    ];

    /// <summary>The type that a number stands for.</summary>
    public static bool TryParse(int number, out MetricType type)
    {
        var isKnown = (uint)number < (uint)s_types.Length;
        type = isKnown ? s_types[number] : MetricType.Untyped;
        return isKnown;
    }

    /// <summary>The number that stands for a type. What protobuf has no type for are gauges to it.</summary>
    public static int Of(MetricType type)
    {
        var number = Array.IndexOf(s_types, type);
        return number >= 0 ? number : Of(MetricType.Gauge);
    }

    /// <summary>The name that stands for a number in protobuf's text form; empty for a number that stands for nothing.</summary>
    public static ReadOnlySpan<byte> NameOf(int number) => number switch
    {
        0 => "COUNTER"u8,
        1 => "GAUGE"u8,
        2 => "SUMMARY"u8,
        3 => "UNTYPED"u8,
        4 => "HISTOGRAM"u8,
        5 => "GAUGE_HISTOGRAM"u8,
        _ => default,
    };
}

namespace PromMultiplexer.Exposition;

/// <summary>The endings that tell the samples of one family apart. Text and OpenMetrics differ in who has which.</summary>
internal static class SampleSuffix
{
    private static readonly SampleKind[] TextKinds = [SampleKind.Bucket, SampleKind.Sum, SampleKind.Count];

    private static readonly SampleKind[] OpenMetricsKinds =
    [
        SampleKind.Bucket, SampleKind.Sum, SampleKind.Count, SampleKind.Total,
        SampleKind.Created, SampleKind.Info, SampleKind.GaugeCount, SampleKind.GaugeSum,
    ];

    /// <summary>The bytes of each kind's ending.</summary>
    private static ReadOnlySpan<byte> Lengths => [0, 7, 4, 6, 6, 8, 5, 7, 5, 0];

    /// <summary>The kinds of samples whose names are longer than their family's.</summary>
    public static ReadOnlySpan<SampleKind> Kinds(bool isOpenMetrics) => isOpenMetrics ? OpenMetricsKinds : TextKinds;

    public static ReadOnlySpan<byte> Of(SampleKind kind) => kind switch
    {
        SampleKind.Bucket => "_bucket"u8,
        SampleKind.Sum => "_sum"u8,
        SampleKind.Count => "_count"u8,
        SampleKind.Total => "_total"u8,
        SampleKind.Created => "_created"u8,
        SampleKind.Info => "_info"u8,
        SampleKind.GaugeCount => "_gcount"u8,
        SampleKind.GaugeSum => "_gsum"u8,
        _ => default,
    };

    /// <summary>The bytes of the ending.</summary>
    public static int LengthOf(SampleKind kind) => Lengths[(int)kind];

    /// <summary>The kind that <paramref name="name"/> ends in; <see cref="SampleKind.Plain"/> where it ends in none.</summary>
    public static SampleKind Find(ReadOnlySpan<byte> name, bool isOpenMetrics)
    {
        // In text, few names end in the last letter of one.
        if (!isOpenMetrics && (name.IsEmpty || name[^1] is not ((byte)'t' or (byte)'m')))
        {
            return SampleKind.Plain;
        }

        foreach (var kind in Kinds(isOpenMetrics))
        {
            if (name.EndsWith(Of(kind)))
            {
                return kind;
            }
        }

        return SampleKind.Plain;
    }

    /// <summary>
    /// The kind that what stands behind the family's name on a line of text tells; <see cref="SampleKind.Plain"/> where it tells none.
    /// </summary>
    public static SampleKind FindInText(ReadOnlySpan<byte> rest) =>
        rest.StartsWith("_bucket{"u8) ? SampleKind.Bucket
        : rest.StartsWith("_sum{"u8) || rest.StartsWith("_sum "u8) ? SampleKind.Sum
        : rest.StartsWith("_count{"u8) || rest.StartsWith("_count "u8) ? SampleKind.Count
        : SampleKind.Plain;

    /// <summary>Whether a family of this type has samples of this kind.</summary>
    public static bool Belongs(MetricType type, SampleKind kind, bool isOpenMetrics) => type switch
    {
        MetricType.Histogram => kind is SampleKind.Bucket or SampleKind.Sum or SampleKind.Count || (isOpenMetrics && kind == SampleKind.Created),
        MetricType.Summary => kind is SampleKind.Plain or SampleKind.Sum or SampleKind.Count || (isOpenMetrics && kind == SampleKind.Created),
        MetricType.Counter when isOpenMetrics => kind is SampleKind.Total or SampleKind.Created,
        MetricType.GaugeHistogram => kind is SampleKind.Bucket or SampleKind.GaugeCount or SampleKind.GaugeSum,
        MetricType.Info => kind == SampleKind.Info,
        _ => kind == SampleKind.Plain,
    };
}

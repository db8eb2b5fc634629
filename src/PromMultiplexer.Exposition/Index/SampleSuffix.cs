namespace PromMultiplexer.Exposition;

/// <summary>The endings that tell the samples of one family apart.</summary>
internal static class SampleSuffix
{
    public static ReadOnlySpan<byte> Of(SampleKind kind) => kind switch
    {
        SampleKind.Bucket => "_bucket"u8,
        SampleKind.Sum => "_sum"u8,
        SampleKind.Count => "_count"u8,
        _ => default,
    };

    /// <summary>The kind that <paramref name="name"/> ends in; <see cref="SampleKind.Plain"/> where it ends in none.</summary>
    public static SampleKind Find(ReadOnlySpan<byte> name) =>
        name.EndsWith("_bucket"u8) ? SampleKind.Bucket
        : name.EndsWith("_count"u8) ? SampleKind.Count
        : name.EndsWith("_sum"u8) ? SampleKind.Sum
        : SampleKind.Plain;

    /// <summary>Whether a family of this type has samples of this kind.</summary>
    public static bool Belongs(MetricType type, SampleKind kind) => type switch
    {
        MetricType.Histogram => kind != SampleKind.Plain,
        MetricType.Summary => kind != SampleKind.Bucket,
        _ => kind == SampleKind.Plain,
    };
}

namespace PromMultiplexer.Exposition;

/// <summary>The media types of the formats.</summary>
public static class ContentType
{
    /// <summary>By format and escaping, so that no answer has to put its header together.</summary>
    private static readonly string[][] s_withEscaping =
    [
        .. Enum.GetValues<ExpositionFormat>().Select(format => Enum.GetValues<NameEscaping>()
            .Select(escaping => $"{Of(format)}; {EscapingParameter.Name}={EscapingParameter.ValueOf(escaping)}").ToArray()),
    ];

    /// <summary>The value of the Content-Type header for <paramref name="format"/>, exactly as Prometheus' libraries send it.</summary>
    public static string Of(ExpositionFormat format) => format switch
    {
        ExpositionFormat.Text004 => "text/plain; version=0.0.4; charset=utf-8",
        ExpositionFormat.Text100 => "text/plain; version=1.0.0; charset=utf-8",
        ExpositionFormat.OpenMetrics001 => "application/openmetrics-text; version=0.0.1; charset=utf-8",
        ExpositionFormat.OpenMetrics100 => "application/openmetrics-text; version=1.0.0; charset=utf-8",
        ExpositionFormat.Protobuf => "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=delimited",
        ExpositionFormat.ProtobufText => "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=text",
        ExpositionFormat.ProtobufCompactText => "application/vnd.google.protobuf; proto=io.prometheus.client.MetricFamily; encoding=compact-text",
        _ => throw new ArgumentOutOfRangeException(nameof(format)),
    };

    /// <summary>The value of the Content-Type header that also says what was done with the names: <c>...; escaping=underscores</c>.</summary>
    public static string Of(ExpositionFormat format, NameEscaping escaping) => s_withEscaping[(int)format][(int)escaping];

    /// <summary>
    /// The format that a Content-Type header names. Versions that nobody knows yet are taken for the latest that is known of OpenMetrics,
    /// and for 0.0.4 of text: Prometheus reads by the media type alone.
    /// </summary>
    /// <returns><see langword="null"/> for a header that is absent, blank or names none of the formats that can be read.</returns>
    public static ExpositionFormat? Parse(string? contentType)
    {
        if (!MediaType.TryParse(contentType, out var media))
        {
            return null;
        }

        return media.Name switch
        {
            "text/plain" => media.Parameter("version") is "1.0.0" ? ExpositionFormat.Text100 : ExpositionFormat.Text004,
            "application/openmetrics-text" =>
                media.Parameter("version") is null or "" or "0.0.1" ? ExpositionFormat.OpenMetrics001 : ExpositionFormat.OpenMetrics100,
            "application/vnd.google.protobuf" when media.Parameter("proto") is null or "io.prometheus.client.MetricFamily" =>
                media.Parameter("encoding") is null or "delimited" ? ExpositionFormat.Protobuf : null,
            _ => null,
        };
    }

    /// <summary>What a Content-Type header says was done with the names.</summary>
    /// <returns><see langword="null"/> where it does not say, or nothing that is known.</returns>
    public static NameEscaping? ParseEscaping(string? contentType) =>
        MediaType.TryParse(contentType, out var media) ? EscapingParameter.Parse(media.Parameter(EscapingParameter.Name)) : null;
}

namespace PromMultiplexer.Exposition;

/// <summary>The media types of the formats.</summary>
public static class ContentType
{
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

    /// <summary>The format that a Content-Type header names.</summary>
    /// <returns><see langword="null"/> for a header that is absent, blank or names none of the formats that can be read.</returns>
    public static ExpositionFormat? Parse(string? contentType)
    {
        if (!MediaType.TryParse(contentType, out var media))
        {
            return null;
        }

        return media.Name switch
        {
            "text/plain" => media.Parameter("version") switch
            {
                null or "" or "0.0.4" => ExpositionFormat.Text004,
                "1.0.0" => ExpositionFormat.Text100,
                _ => null,
            },
            "application/openmetrics-text" => media.Parameter("version") switch
            {
                "1.0.0" => ExpositionFormat.OpenMetrics100,
                null or "" or "0.0.1" => ExpositionFormat.OpenMetrics001,
                _ => null,
            },
            "application/vnd.google.protobuf" when media.Parameter("proto") is null or "io.prometheus.client.MetricFamily" =>
                media.Parameter("encoding") is null or "delimited" ? ExpositionFormat.Protobuf : null,
            _ => null,
        };
    }
}

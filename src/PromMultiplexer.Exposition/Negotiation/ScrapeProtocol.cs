namespace PromMultiplexer.Exposition;

/// <summary>The formats that a target can be asked for, under the names of Prometheus' setting <c>scrape_protocols</c>.</summary>
public static class ScrapeProtocol
{
    /// <summary>All of them: the formats that can be read.</summary>
    public static IReadOnlyList<ExpositionFormat> All { get; } =
    [
        ExpositionFormat.Protobuf,
        ExpositionFormat.OpenMetrics100,
        ExpositionFormat.OpenMetrics001,
        ExpositionFormat.Text100,
        ExpositionFormat.Text004,
    ];

    /// <summary>The names of <see cref="All"/>.</summary>
    public static IReadOnlyList<string> Names { get; } = [.. All.Select(NameOf)];

    /// <summary>The name of a format, such as <c>OpenMetricsText1.0.0</c>.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The format is not one of <see cref="All"/>.</exception>
    public static string NameOf(ExpositionFormat format) => format switch
    {
        ExpositionFormat.Protobuf => "PrometheusProto",
        ExpositionFormat.OpenMetrics100 => "OpenMetricsText1.0.0",
        ExpositionFormat.OpenMetrics001 => "OpenMetricsText0.0.1",
        ExpositionFormat.Text100 => "PrometheusText1.0.0",
        ExpositionFormat.Text004 => "PrometheusText0.0.4",
        _ => throw new ArgumentOutOfRangeException(nameof(format), format, "No target can be asked for this format."),
    };

    /// <summary>The format of a name, in any case.</summary>
    public static bool TryParse(string? name, out ExpositionFormat format)
    {
        for (var i = 0; i < Names.Count; i++)
        {
            if (Names[i].Equals(name, StringComparison.OrdinalIgnoreCase))
            {
                format = All[i];
                return true;
            }
        }

        format = default;
        return false;
    }
}

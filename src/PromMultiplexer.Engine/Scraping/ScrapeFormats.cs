using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>The formats that containers are asked for, and that are read when they come.</summary>
internal static class ScrapeFormats
{
    /// <summary>The header Accept: the formats in Prometheus' order, with its weights.</summary>
    public const string Accept = "text/plain;version=0.0.4;q=0.5,*/*;q=0.1";

    /// <summary>Whether a page in <paramref name="format"/> can be read.</summary>
    public static bool CanRead(ExpositionFormat format) => format is ExpositionFormat.Text004 or ExpositionFormat.Text100;
}

using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>The formats that are read when a container answers in them.</summary>
internal static class ScrapeFormats
{
    /// <summary>Whether a page in <paramref name="format"/> can be read.</summary>
    public static bool CanRead(ExpositionFormat format) => format is ExpositionFormat.Text004 or ExpositionFormat.Text100
        or ExpositionFormat.OpenMetrics001 or ExpositionFormat.OpenMetrics100;

    /// <summary>What a page in <paramref name="format"/> needs a format for.</summary>
    public static PageContent ContentOf(ExpositionFormat format) =>
        format is ExpositionFormat.OpenMetrics001 or ExpositionFormat.OpenMetrics100 ? PageContent.OpenMetrics : PageContent.Text;
}

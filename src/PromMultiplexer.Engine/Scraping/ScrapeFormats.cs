using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>The formats that are read when a container answers in them.</summary>
internal static class ScrapeFormats
{
    /// <summary>Whether a page in <paramref name="format"/> can be read: protobuf's text forms are only ever written.</summary>
    public static bool CanRead(ExpositionFormat format) => ScrapeProtocol.All.Contains(format);

    /// <summary>What a page in <paramref name="format"/> needs a format for.</summary>
    public static PageContent ContentOf(ExpositionFormat format) => format switch
    {
        ExpositionFormat.Text004 or ExpositionFormat.Text100 => PageContent.Text,
        ExpositionFormat.OpenMetrics001 or ExpositionFormat.OpenMetrics100 => PageContent.OpenMetrics,
        _ => PageContent.Protobuf,
    };
}

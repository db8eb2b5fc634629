namespace PromMultiplexer.Exposition;

/// <summary>Reads a page of metrics in any format that can be read into families of the typed level. Safe for concurrent use.</summary>
public static class MetricFamilyReader
{
    /// <summary>Reads a page.</summary>
    /// <param name="page">The page, whole.</param>
    /// <param name="format">The format of the page: one of the text formats, OpenMetrics or delimited protobuf.</param>
    /// <param name="mode">How much to insist on.</param>
    /// <param name="families">Receives the families: copies that own their data. Empty after an error.</param>
    /// <returns><see langword="null"/> when the page was read; otherwise why and where it was refused.</returns>
    /// <exception cref="NotSupportedException">The format is one that is only written.</exception>
    public static ReadError? Read(
        ReadOnlyMemory<byte> page, ExpositionFormat format, ReadMode mode, out IReadOnlyList<MetricFamily> families)
    {
        if (format == ExpositionFormat.Protobuf)
        {
            return ProtobufFamilyReader.Read(page, mode, out families);
        }

        var parsed = new ParsedExposition();
        var error = ExpositionReader.Read(page, format, mode, parsed);
        families = parsed.ToFamilies();
        return error;
    }
}

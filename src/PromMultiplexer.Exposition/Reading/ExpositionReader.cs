namespace PromMultiplexer.Exposition;

/// <summary>Reads a page of metrics in any format into an index over its bytes. Safe for concurrent use.</summary>
public static class ExpositionReader
{
    /// <summary>Reads <paramref name="source"/> into <paramref name="into"/>, which is reused: what it held before is forgotten.</summary>
    /// <param name="source">The page, whole. It must stay unchanged for as long as <paramref name="into"/> is used.</param>
    /// <param name="format">The format of the page: one of the text formats, OpenMetrics or delimited protobuf.</param>
    /// <param name="mode">How much to insist on.</param>
    /// <param name="into">Receives the index. After an error it is empty.</param>
    /// <returns><see langword="null"/> when the page was read; otherwise why and where it was refused.</returns>
    /// <exception cref="NotSupportedException">The format is one that is only written.</exception>
    public static ReadError? Read(ReadOnlyMemory<byte> source, ExpositionFormat format, ReadMode mode, ParsedExposition into)
    {
        ArgumentNullException.ThrowIfNull(into);
        into.Clear();
        into.Format = format;
        into.Source = source;
        var error = format switch
        {
            ExpositionFormat.Text004 or ExpositionFormat.Text100 => TextFormatReader.Read(into, mode),
            ExpositionFormat.OpenMetrics001 or ExpositionFormat.OpenMetrics100 => OpenMetricsReader.Read(into, mode),
            ExpositionFormat.Protobuf => ProtobufFormatReader.Read(into, mode),
            _ => throw new NotSupportedException($"There is no reader of {format}."),
        };
        if (error is not null)
        {
            into.Clear();
        }

        return error;
    }
}

namespace PromMultiplexer.Exposition;

/// <summary>Reads a page of metrics in any format into an index over its bytes. Safe for concurrent use.</summary>
public static class ExpositionReader
{
    private static long s_shapes;

    /// <summary>Reads <paramref name="source"/> into <paramref name="into"/>, which is reused: what it held before is forgotten.</summary>
    /// <param name="source">The page, whole. It must stay unchanged for as long as <paramref name="into"/> is used.</param>
    /// <param name="format">The format of the page: one of the text formats, OpenMetrics or delimited protobuf.</param>
    /// <param name="mode">How much to insist on.</param>
    /// <param name="into">Receives the index. After an error it is empty.</param>
    /// <returns><see langword="null"/> when the page was read; otherwise why and where it was refused.</returns>
    /// <exception cref="NotSupportedException">The format is one that is only written.</exception>
    public static ReadError? Read(ReadOnlyMemory<byte> source, ExpositionFormat format, ReadMode mode, ParsedExposition into) =>
        Read(source, format, mode, into, previous: null);

    /// <summary>
    /// Reads a page of which the one before is still at hand. Nearly always the two differ in nothing but values, and then
    /// comparing them is much faster than reading. The result is the same as without.
    /// </summary>
    /// <param name="source">The page, whole. It must stay unchanged for as long as <paramref name="into"/> is used.</param>
    /// <param name="format">The format of the page.</param>
    /// <param name="mode">How much to insist on.</param>
    /// <param name="into">Receives the index. After an error it is empty.</param>
    /// <param name="previous">
    /// A page that the same program gave before, its source unchanged; <see langword="null"/> where there is none. Must not be
    /// <paramref name="into"/>, and must not be written to meanwhile.
    /// </param>
    /// <returns><see langword="null"/> when the page was read; otherwise why and where it was refused.</returns>
    /// <exception cref="NotSupportedException">The format is one that is only written.</exception>
    public static ReadError? Read(
        ReadOnlyMemory<byte> source, ExpositionFormat format, ReadMode mode, ParsedExposition into, ParsedExposition? previous)
    {
        ArgumentNullException.ThrowIfNull(into);
        if (previous == into)
        {
            throw new ArgumentException("A page cannot be compared with itself.", nameof(previous));
        }

        Start(source, format, mode, into);
        if (previous is not { IsRepeatable: true } || previous.Format != format || previous.Mode != mode)
        {
            previous = null;
        }

        var position = 0;
        if (previous is not null && !into.IsProtobuf && RepeatedPage.TryRead(previous, into, out position))
        {
            return null;
        }

        var error = format switch
        {
            ExpositionFormat.Text004 or ExpositionFormat.Text100 => TextFormatReader.Read(into, mode, position, previous),
            ExpositionFormat.OpenMetrics001 or ExpositionFormat.OpenMetrics100 => OpenMetricsReader.Read(into, mode),
            ExpositionFormat.Protobuf => ProtobufFormatReader.Read(into, mode, previous),
            _ => throw new NotSupportedException($"There is no reader of {format}."),
        };
        if (error is not null)
        {
            into.Clear();
            return error;
        }

        if (into.Shape == 0)
        {
            into.Shape = Interlocked.Increment(ref s_shapes);
        }

        if (!into.IsProtobuf)
        {
            into.IsRepeatable = RepeatedPage.CanFollow(into);
            if (into.FamilyShape == 0 || !RepeatedFamilies.CanStartAnywhere(into))
            {
                into.FamilyShape = into.Shape;
            }
        }

        return null;
    }

    private static void Start(ReadOnlyMemory<byte> source, ExpositionFormat format, ReadMode mode, ParsedExposition into)
    {
        into.Clear();
        into.Format = format;
        into.Mode = mode;
        into.Source = source;
    }
}

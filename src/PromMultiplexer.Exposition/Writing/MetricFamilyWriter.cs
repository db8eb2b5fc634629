using System.Buffers;

namespace PromMultiplexer.Exposition;

/// <summary>Writes families of the typed level as a page. Safe for concurrent use.</summary>
public static class MetricFamilyWriter
{
    /// <summary>
    /// Writes <paramref name="families"/>, numbers as Go's libraries spell them. What the format cannot carry is left out or
    /// loses its type; what it would refuse is never written. Text and OpenMetrics are sorted by name, and families of one name
    /// merged; protobuf has a message for each family, in the order given, with names as they are, and several for one in which
    /// Prometheus would not see all native histograms and exemplars otherwise.
    /// </summary>
    /// <param name="families">The families.</param>
    /// <param name="format">The format to write.</param>
    /// <param name="output">Receives the bytes.</param>
    /// <param name="escaping">
    /// What to do with names that need quotes. <see langword="null"/>: what every reader of the format takes, which is
    /// <see cref="NameEscaping.Underscores"/>, as Prometheus assumes where nothing else is agreed on; but
    /// <see cref="NameEscaping.AllowUtf8"/> for <see cref="ExpositionFormat.Text100"/>, which is there for the sake of such names.
    /// </param>
    /// <exception cref="ArgumentException">A family has no name, so that no line can be written for it.</exception>
    public static void Write(
        IEnumerable<MetricFamily> families, ExpositionFormat format, IBufferWriter<byte> output, NameEscaping? escaping = null)
    {
        ArgumentNullException.ThrowIfNull(families);
        ArgumentNullException.ThrowIfNull(output);
        if (format is ExpositionFormat.Protobuf or ExpositionFormat.ProtobufText or ExpositionFormat.ProtobufCompactText)
        {
            ProtobufFamilyWriter.Write(families, format, output);
            return;
        }

        var isOpenMetrics = format is ExpositionFormat.OpenMetrics001 or ExpositionFormat.OpenMetrics100;

        // Spelled out plainly first; reading and merging that page settles everything that needs settling.
        var spelled = new ArrayBufferWriter<byte>();
        var all = families.ToList();
        var lines = new MetricLines(spelled, isOpenMetrics, [.. all.Select(family => family.Name)]);
        foreach (var family in all)
        {
            lines.Write(family);
        }

        lines.Finish();
        var parsed = new ParsedExposition();
        if (ExpositionReader.Read(spelled.WrittenMemory, format, ReadMode.Tolerant, parsed) is { } error)
        {
            throw new ArgumentException($"The families cannot be written: {error}.", nameof(families));
        }

        var unlabeled = new LabeledExposition();
        unlabeled.TakeUnlabeled(new ExpositionEscaper().Escape(parsed, escaping ?? DefaultEscaping(format)));
        new FamilyMerger().Merge([unlabeled], format).WriteTo(output, format);
    }

    private static NameEscaping DefaultEscaping(ExpositionFormat format) =>
        format == ExpositionFormat.Text100 ? NameEscaping.AllowUtf8 : NameEscaping.Underscores;
}

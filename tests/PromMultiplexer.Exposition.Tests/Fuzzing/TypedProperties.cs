using System.Buffers;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests.Fuzzing;

/// <summary>Families that came from anywhere can be written in every format, and what can be read of that is read back.</summary>
internal static class TypedProperties
{
    /// <summary>What no text format can carry passes through protobuf; lines that are there twice pass through all.</summary>
    private static readonly string[] s_passedThrough = ["the same series twice", "the samples of a metric stand apart", "timestamps of a metric that go backwards", "timestamps on some samples of a metric only"];

    public static string? Broken(IReadOnlyList<MetricFamily> families, ParsedExposition scratch)
    {
        var output = new ArrayBufferWriter<byte>();
        foreach (var format in Enum.GetValues<ExpositionFormat>())
        {
            output.ResetWrittenCount();
            MetricFamilyWriter.Write(families, format, output);
            var isRead = format is not (ExpositionFormat.ProtobufText or ExpositionFormat.ProtobufCompactText);
            if (isRead && MetricFamilyReader.Read(output.WrittenMemory, format, ReadMode.Tolerant, out _) is { } refusal)
            {
                return $"Its families, written as {format}, are refused: {refusal}\n{ReaderAgreement.Show(output.WrittenSpan)}";
            }

            if (isRead && format != ExpositionFormat.Protobuf
                && ExpositionReader.Read(output.WrittenMemory, format, ReadMode.Strict, scratch) is { } error
                && !Array.Exists(s_passedThrough, error.Reason.StartsWith))
            {
                return $"Its families, written as {format}, are not valid: {error}\n{ReaderAgreement.Show(output.WrittenSpan)}";
            }
        }

        return null;
    }
}

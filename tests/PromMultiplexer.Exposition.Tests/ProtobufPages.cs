using System.Buffers;
using System.Buffers.Binary;
using System.Text;
using System.Text.Json;
using System.Text.Json.Serialization;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Protobuf messages put together field by field, and their way through the library, as short as tests need it.</summary>
internal static class ProtobufPages
{
    private static readonly JsonSerializerOptions Everything = new()
    {
        NumberHandling = JsonNumberHandling.AllowNamedFloatingPointLiterals,
        DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull,
    };

    public static byte[] Varint(ulong value)
    {
        var to = new byte[10];
        return to[..WireWriter.WriteVarint(value, to)];
    }

    public static byte[] Integer(int field, ulong value) => [.. Varint((ulong)field << 3), .. Varint(value)];

    public static byte[] Zigzag(int field, long value) => Integer(field, WireWriter.Zigzag(value));

    public static byte[] Number(int field, double value)
    {
        var bytes = new byte[8];
        BinaryPrimitives.WriteDoubleLittleEndian(bytes, value);
        return [.. Varint(((ulong)field << 3) | 1), .. bytes];
    }

    public static byte[] Bytes(int field, params byte[][] content) =>
        [.. Varint(((ulong)field << 3) | 2), .. Varint((ulong)content.Sum(part => part.Length)), .. content.SelectMany(part => part)];

    public static byte[] Text(int field, string text) => Bytes(field, Encoding.UTF8.GetBytes(text));

    public static byte[] Label(string name, string value, int field = 1) => Bytes(field, Text(1, name), Text(2, value));

    public static byte[] Metric(params byte[][] fields) => Bytes(4, fields);

    public static byte[] Gauge(double value) => Bytes(2, Number(1, value));

    public static byte[] Counter(double value) => Bytes(3, Number(1, value));

    public static byte[] Untyped(double value) => Bytes(5, Number(1, value));

    /// <summary>A page of one family.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="type">The number of its type: counter, gauge, summary, untyped, histogram, gauge histogram.</param>
    /// <param name="fields">Its metrics and whatever else it has.</param>
    public static byte[] Family(string name, ulong type, params byte[][] fields) =>
        Delimited([.. Text(1, name), .. Integer(3, type), .. fields.SelectMany(field => field)]);

    public static byte[] Delimited(byte[] message) => [.. Varint((ulong)message.Length), .. message];

    public static byte[] Hex(string hex) => Convert.FromHexString(hex.Replace(" ", "", StringComparison.Ordinal).ReplaceLineEndings(""));

    public static IReadOnlyList<MetricFamily> Read(byte[] page, ReadMode mode = ReadMode.Tolerant)
    {
        var error = ProtobufFamilyReader.Read(page, mode, out var families);
        Assert.True(error is null, error?.ToString());
        return families;
    }

    public static ReadError? Refusal(byte[] page, ReadMode mode = ReadMode.Tolerant)
    {
        var error = ProtobufFamilyReader.Read(page, mode, out var families);
        Assert.True(error is null || families.Count == 0);
        return error;
    }

    public static ProtobufIndex Index(byte[] page, ReadMode mode = ReadMode.Tolerant)
    {
        var index = new ProtobufIndex();
        var error = index.Read(page, mode);
        Assert.True(error is null, error?.ToString());
        return index;
    }

    public static ParsedExposition Parsed(byte[] page, ReadMode mode = ReadMode.Tolerant)
    {
        var parsed = new ParsedExposition();
        var error = ExpositionReader.Read(page, ExpositionFormat.Protobuf, mode, parsed);
        Assert.True(error is null, error?.ToString());
        return parsed;
    }

    public static LabeledExposition Unlabeled(byte[] page)
    {
        var unlabeled = new LabeledExposition();
        unlabeled.TakeUnlabeled(Parsed(page));
        return unlabeled;
    }

    public static LabeledExposition Labeled(byte[] page, string value, LabelCollision onCollision = LabelCollision.Rename)
    {
        var labeled = new LabeledExposition();
        var error = new LabelInjector("container", value, onCollision).Label(Parsed(page), labeled);
        Assert.True(error is null, error?.ToString());
        return labeled;
    }

    public static byte[] Merge(params LabeledExposition[] pages)
    {
        var output = new ArrayBufferWriter<byte>();
        var merged = new FamilyMerger().Merge(pages, ExpositionFormat.Protobuf);
        merged.WriteTo(output, ExpositionFormat.Protobuf);
        Assert.Equal(merged.GetLength(ExpositionFormat.Protobuf), output.WrittenCount);
        return output.WrittenSpan.ToArray();
    }

    public static byte[] Write(IEnumerable<MetricFamily> families)
    {
        var output = new ArrayBufferWriter<byte>();
        ProtobufFamilyWriter.Write(families, ExpositionFormat.Protobuf, output);
        return output.WrittenSpan.ToArray();
    }

    public static string Print(IEnumerable<MetricFamily> families, ExpositionFormat format)
    {
        var output = new ArrayBufferWriter<byte>();
        ProtobufFamilyWriter.Write(families, format, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    public static string Print(byte[] page, ExpositionFormat format = ExpositionFormat.ProtobufCompactText)
    {
        var output = new ArrayBufferWriter<byte>();
        var text = new PageOutput(output);
        ProtobufTextWriter.WritePage(page, format, ref text);
        text.Flush();
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    /// <summary>Everything that a family holds, to compare it with another.</summary>
    public static string Dump(MetricFamily family) => JsonSerializer.Serialize(family, Everything);
}

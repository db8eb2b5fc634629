using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Makes one <c>MetricFamily</c> message of those that several pages have: name, help, type and unit once, then all metrics,
/// part by part, each with the label that was added to its page. Metrics and unknown fields are copied byte for byte; only the zero
/// that an untyped metric has left out is spelled.
/// </summary>
internal static class ProtobufFamilyMerge
{
    /// <summary>Tags of the fields that a family is known to have are one byte.</summary>
    private const int TagLength = 1;

    private const int LongestLength = 5;

    /// <summary>The exact number of bytes that <see cref="Write"/> writes.</summary>
    public static long Measure(in ProtobufFamilyHeader header, ReadOnlySpan<ProtobufPart> parts)
    {
        var length = MeasureMessage(header, parts);
        return WireWriter.SizeOfVarint((ulong)length) + length;
    }

    /// <summary>Writes the message behind its length.</summary>
    /// <param name="header">What the family says about itself. The parts' types agree with it.</param>
    /// <param name="parts">The parts, in their order.</param>
    /// <param name="output">Receives the bytes.</param>
    public static void Write(in ProtobufFamilyHeader header, ReadOnlySpan<ProtobufPart> parts, ref PageOutput output)
    {
        WriteHead(header, MeasureMessage(header, parts), ref output);
        foreach (ref readonly var part in parts)
        {
            WriteMetrics(part, header.Type, ref output);
        }

        if (!header.Unit.IsEmpty)
        {
            output.Advance(WriteText(ClientModel.Family.Unit, header.Unit, output.Reserve(TagLength + LongestLength + header.Unit.Length)));
        }

        foreach (ref readonly var part in parts)
        {
            if (part.Entry.UnknownBytes > 0)
            {
                WriteUnknown(part, ref output);
            }
        }
    }

    private static long MeasureMessage(in ProtobufFamilyHeader header, ReadOnlySpan<ProtobufPart> parts)
    {
        var length = MeasureText(header.Name.Length)
            + (header.Help.IsEmpty ? 0 : MeasureText(header.Help.Length))
            + TagLength + 1L
            + (header.Unit.IsEmpty ? 0 : MeasureText(header.Unit.Length));
        foreach (ref readonly var part in parts)
        {
            ref readonly var family = ref part.Entry;
            var labelLength = part.Label.Length;
            foreach (ref readonly var metric in part.Index.MetricsOf(family))
            {
                var zero = ZeroOf(header.Type, metric, part.Index);
                length += MeasureText(metric.Message.Length + (metric.LabelsEnd < 0 ? 0 : labelLength) + zero.Length);
            }

            length += family.UnknownBytes;
        }

        return length;
    }

    /// <summary>What a metric has left out of its value.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ReadOnlySpan<byte> ZeroOf(MetricType type, in ProtobufMetric metric, ProtobufIndex index) =>
        type == MetricType.Untyped && UntypedValue.IsLeftOut(metric, index.BytesOf(metric.Message)) ? UntypedValue.Zero : default;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static long MeasureText(int length) => TagLength + WireWriter.SizeOfVarint((ulong)length) + length;

    /// <summary>Writes the length of the message and the fields in front of its metrics.</summary>
    private static void WriteHead(in ProtobufFamilyHeader header, long messageLength, ref PageOutput output)
    {
        var to = output.Reserve(LongestLength + (2 * (TagLength + LongestLength)) + header.Name.Length + header.Help.Length + TagLength + 1);
        var length = WireWriter.WriteVarint((ulong)messageLength, to);
        length += WriteText(ClientModel.Family.Name, header.Name, to[length..]);
        if (!header.Help.IsEmpty)
        {
            length += WriteText(ClientModel.Family.Help, header.Help, to[length..]);
        }

        to[length++] = (ClientModel.Family.Type << 3) | (int)WireType.Varint;
        to[length++] = (byte)MetricTypeNumber.Of(header.Type);
        output.Advance(length);
    }

    private static void WriteMetrics(in ProtobufPart part, MetricType type, ref PageOutput output)
    {
        var label = part.Label.Span;
        var source = part.Index.Source.Span;
        foreach (ref readonly var metric in part.Index.MetricsOf(part.Entry))
        {
            var isLabeled = metric.LabelsEnd >= 0;
            var message = metric.Message.Start >= 0
                ? source.Slice(metric.Message.Start, metric.Message.Length)
                : part.Index.BytesOf(metric.Message);
            var zero = ZeroOf(type, metric, part.Index);
            var length = message.Length + (isLabeled ? label.Length : 0) + zero.Length;
            var to = output.Reserve(TagLength + LongestLength + length);
            to[0] = (ClientModel.Family.Metric << 3) | (int)WireType.Bytes;
            var written = TagLength + WireWriter.WriteVarint((ulong)length, to[TagLength..]);
            if (isLabeled)
            {
                message[..metric.LabelsEnd].CopyTo(to[written..]);
                written += metric.LabelsEnd;
                label.CopyTo(to[written..]);
                written += label.Length;
                message = message[metric.LabelsEnd..];
            }

            message.CopyTo(to[written..]);
            written += message.Length;
            zero.CopyTo(to[written..]);
            output.Advance(written + zero.Length);
        }
    }

    private static void WriteUnknown(ProtobufPart part, ref PageOutput output)
    {
        var message = part.Index.BytesOf(part.Entry.Message);
        var reader = new WireReader(message);
        while (reader.NextField())
        {
            reader.Skip();
            if (MessageSchema.Family.Find(reader.Field) is null)
            {
                output.Write(message[reader.FieldStart..reader.Position]);
            }
        }
    }

    private static int WriteText(int field, ReadOnlySpan<byte> text, Span<byte> to)
    {
        to[0] = (byte)((field << 3) | (int)WireType.Bytes);
        var head = TagLength + WireWriter.WriteVarint((ulong)text.Length, to[TagLength..]);
        text.CopyTo(to[head..]);
        return head + text.Length;
    }
}

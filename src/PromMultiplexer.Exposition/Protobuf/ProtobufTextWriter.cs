using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Prints messages in protobuf's text form, as Go's <c>expfmt</c> does: either a field a line, families set apart by an empty
/// line, or compactly, a family a line. Go puts in a second blank here and there, different in every build of a program, to
/// keep people from relying on the form; that is the only thing in which this differs. Groups, which client_model does not
/// have, are left out.
/// </summary>
internal static class ProtobufTextWriter
{
    private static readonly SearchValues<byte> Plain =
        SearchValues.Create([.. Enumerable.Range(' ', '~' - ' ' + 1).Select(value => (byte)value).Except("\"\\"u8.ToArray())]);

    /// <summary>Prints a delimited page.</summary>
    /// <param name="page">A page that has been checked.</param>
    /// <param name="format">One of the two text formats of protobuf.</param>
    /// <param name="output">Receives the text.</param>
    public static void WritePage(ReadOnlySpan<byte> page, ExpositionFormat format, ref PageOutput output)
    {
        for (var at = 0; at < page.Length && DelimitedPage.NextMessage(page, ref at, out var message) is null;)
        {
            WriteFamily(page.Slice(message.Start, message.Length), format, ref output);
        }
    }

    /// <summary>Prints a <c>MetricFamily</c> message that has been checked.</summary>
    public static void WriteFamily(ReadOnlySpan<byte> message, ExpositionFormat format, ref PageOutput output)
    {
        var depth = format == ExpositionFormat.ProtobufText ? 0 : -1;
        var isFirst = true;
        WriteFields(message, MessageSchema.Family, depth, ref isFirst, ref output);
        output.Write(depth < 0 || isFirst ? "\n"u8 : "\n\n"u8);
    }

    /// <summary>Prints the fields of a message: the known ones in the order of their declaration, then the others as they come.</summary>
    /// <param name="message">The message.</param>
    /// <param name="schema">Its type.</param>
    /// <param name="depth">How many messages it is in; -1 to print compactly.</param>
    /// <param name="isFirst">Whether nothing has been printed yet at this depth.</param>
    /// <param name="output">Receives the text.</param>
    private static void WriteFields(ReadOnlySpan<byte> message, MessageSchema schema, int depth, ref bool isFirst, ref PageOutput output)
    {
        foreach (var field in schema.Fields)
        {
            var reader = new WireReader(message);
            var last = reader;
            var count = 0;
            while (reader.NextField())
            {
                if (reader.Field != field.Number)
                {
                    reader.Skip();
                }
                else if (field.IsNumberList)
                {
                    var numbers = reader.ReadNumbers(field.Kind == FieldKind.Double ? WireType.Fixed64 : WireType.Varint);
                    while (!numbers.IsAtEnd)
                    {
                        WriteName(field.Name, depth, ref isFirst, ref output);
                        if (field.Kind == FieldKind.Double)
                        {
                            WriteDouble(numbers.ReadRawDouble(), ref output);
                        }
                        else
                        {
                            WriteInteger(WireReader.Unzigzag(numbers.ReadRawVarint()), ref output);
                        }
                    }
                }
                else if (field.IsMessageList)
                {
                    WriteName(field.Name, depth, ref isFirst, ref output);
                    WriteMessage(reader.BytesOf(reader.ReadBytes()), field.Message!, depth, ref output);
                }
                else
                {
                    last = reader;
                    count++;
                    reader.Skip();
                }
            }

            if (count > 0)
            {
                WriteName(field.Name, depth, ref isFirst, ref output);
                if (field.Message is null)
                {
                    WriteValue(ref last, field, ref output);
                }
                else
                {
                    WriteMessage(count > 1 ? Joined(message, field.Number) : last.BytesOf(last.ReadBytes()), field.Message, depth, ref output);
                }
            }
        }

        WriteUnknown(message, schema, depth, ref isFirst, ref output);
    }

    /// <summary>All messages of a field in a row, which is the same as one that says what they say together.</summary>
    private static byte[] Joined(ReadOnlySpan<byte> message, int field)
    {
        var joined = new ArrayBufferWriter<byte>();
        var reader = new WireReader(message);
        while (reader.NextField())
        {
            if (reader.Field == field)
            {
                joined.Write(reader.BytesOf(reader.ReadBytes()));
            }
            else
            {
                reader.Skip();
            }
        }

        return joined.WrittenSpan.ToArray();
    }

    private static void WriteUnknown(ReadOnlySpan<byte> message, MessageSchema schema, int depth, ref bool isFirst, ref PageOutput output)
    {
        var reader = new WireReader(message);
        Span<byte> name = stackalloc byte[GoNumber.MaxLength];
        while (reader.NextField())
        {
            if (schema.Find(reader.Field) is not null || reader.Type == WireType.StartGroup)
            {
                reader.Skip();
                continue;
            }

            reader.Field.TryFormat(name, out var length, default, CultureInfo.InvariantCulture);
            WriteName(name[..length], depth, ref isFirst, ref output);
            switch (reader.Type)
            {
                case WireType.Varint:
                    WriteInteger(reader.ReadVarint(), ref output);
                    break;
                case WireType.Bytes:
                    WriteText(reader.BytesOf(reader.ReadBytes()), ref output);
                    break;
                default:
                    var start = reader.Position;
                    reader.Skip();
                    var bytes = reader.BytesOf(new Slice(start, reader.Position - start));
                    output.Write("0x"u8);
                    WriteInteger(
                        bytes.Length == sizeof(ulong) ? BinaryPrimitives.ReadUInt64LittleEndian(bytes) : BinaryPrimitives.ReadUInt32LittleEndian(bytes),
                        ref output,
                        "x");
                    break;
            }
        }
    }

    private static void WriteName(scoped ReadOnlySpan<byte> name, int depth, ref bool isFirst, ref PageOutput output)
    {
        if (depth < 0)
        {
            output.Write(isFirst ? default : " "u8);
        }
        else if (!isFirst || depth > 0)
        {
            output.Write((byte)'\n');
            Indent(depth, ref output);
        }

        isFirst = false;
        output.Write(name);
        output.Write(depth < 0 ? ":"u8 : ": "u8);
    }

    private static void Indent(int depth, ref PageOutput output)
    {
        for (; depth > 0; depth--)
        {
            output.Write("  "u8);
        }
    }

    private static void WriteMessage(ReadOnlySpan<byte> message, MessageSchema schema, int depth, ref PageOutput output)
    {
        output.Write((byte)'{');
        var isFirst = true;
        WriteFields(message, schema, depth < 0 ? depth : depth + 1, ref isFirst, ref output);
        if (depth >= 0 && !isFirst)
        {
            output.Write((byte)'\n');
            Indent(depth, ref output);
        }

        output.Write((byte)'}');
    }

    private static void WriteValue(ref WireReader reader, FieldSchema field, ref PageOutput output)
    {
        switch (field.Kind)
        {
            case FieldKind.Text:
                WriteText(reader.BytesOf(reader.ReadBytes()), ref output);
                break;
            case FieldKind.Double:
                WriteDouble(reader.ReadDouble(), ref output);
                break;
            case FieldKind.MetricType:
                var number = (int)reader.ReadVarint();
                var name = MetricTypeNumber.NameOf(number);
                output.Write(name);
                if (name.IsEmpty)
                {
                    WriteInteger(number, ref output);
                }

                break;
            case FieldKind.Unsigned:
                var count = reader.ReadVarint();
                WriteInteger(field.Is32Bits ? (uint)count : count, ref output);
                break;
            case FieldKind.Signed:
                var integer = (long)reader.ReadVarint();
                WriteInteger(field.Is32Bits ? (int)integer : integer, ref output);
                break;
            default:
                var zigzag = reader.ReadVarint();
                WriteInteger(field.Is32Bits ? WireReader.Unzigzag32(zigzag) : WireReader.Unzigzag(zigzag), ref output);
                break;
        }
    }

    private static void WriteDouble(double value, ref PageOutput output)
    {
        if (double.IsFinite(value))
        {
            output.Advance(GoNumber.Format(value, output.Reserve(GoNumber.MaxLength)));
        }
        else
        {
            output.Write(double.IsNaN(value) ? "nan"u8 : value > 0 ? "inf"u8 : "-inf"u8);
        }
    }

    private static void WriteInteger<T>(T value, ref PageOutput output, ReadOnlySpan<char> format = default)
        where T : IUtf8SpanFormattable
    {
        value.TryFormat(output.Reserve(GoNumber.MaxLength), out var length, format, CultureInfo.InvariantCulture);
        output.Advance(length);
    }

    private static void WriteText(ReadOnlySpan<byte> text, ref PageOutput output)
    {
        output.Write((byte)'"');
        while (!text.IsEmpty)
        {
            var plain = text.IndexOfAnyExcept(Plain);
            if (plain != 0)
            {
                plain = plain < 0 ? text.Length : plain;
                output.Write(text[..plain]);
                text = text[plain..];
                continue;
            }

            // A byte that is no UTF-8 is printed as a character of its value.
            var isUtf8 = Rune.DecodeFromUtf8(text, out var rune, out var length) == OperationStatus.Done;
            WriteEscaped(text[..(isUtf8 ? length : 1)], isUtf8 ? rune.Value : -1, ref output);
            text = text[(isUtf8 ? length : 1)..];
        }

        output.Write((byte)'"');
    }

    private static void WriteEscaped(ReadOnlySpan<byte> bytes, int rune, ref PageOutput output)
    {
        if (rune > 0x9f)
        {
            output.Write(bytes);
            return;
        }

        output.Write((byte)'\\');
        switch (rune)
        {
            case '"' or '\\':
                output.Write((byte)rune);
                break;
            case '\n':
                output.Write((byte)'n');
                break;
            case '\r':
                output.Write((byte)'r');
                break;
            case '\t':
                output.Write((byte)'t');
                break;
            case >= 0x80:
                output.Write((byte)'u');
                WriteInteger(rune, ref output, "x4");
                break;
            default:
                output.Write((byte)'x');
                WriteInteger(bytes[0], ref output, "x2");
                break;
        }
    }
}

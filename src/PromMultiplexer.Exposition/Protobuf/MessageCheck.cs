using System.Text.Unicode;

namespace PromMultiplexer.Exposition;

/// <summary>Checks that a message is spelled as its schema says, down to the innermost one.</summary>
internal static class MessageCheck
{
    private const long FirstSecond = -62_135_596_800;
    private const long LastSecond = 253_402_300_799;
    private const int NanosecondsPerSecond = 1_000_000_000;

    /// <summary>Reads the rest of the present message; what is wrong with it is then the reader's fault.</summary>
    /// <param name="reader">Stands before a field.</param>
    /// <param name="schema">The type of the message.</param>
    /// <param name="isStrict">Whether to look into texts and timestamps too.</param>
    public static void Check(ref WireReader reader, MessageSchema schema, bool isStrict)
    {
        while (reader.NextField())
        {
            if (schema.Find(reader.Field) is { } field)
            {
                CheckValue(ref reader, field, isStrict);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Reads the value of the present field.</summary>
    public static void CheckValue(ref WireReader reader, FieldSchema field, bool isStrict)
    {
        switch (field.Kind)
        {
            case FieldKind.Message:
                if (isStrict && field.Message == MessageSchema.Timestamp)
                {
                    CheckTimestamp(ref reader);
                    break;
                }

                var outerEnd = reader.Enter();
                Check(ref reader, field.Message!, isStrict);
                reader.Leave(outerEnd);
                break;
            case FieldKind.Text:
                var start = reader.FieldStart;
                var text = reader.ReadBytes();
                if (isStrict && !Utf8.IsValid(reader.BytesOf(text)))
                {
                    reader.Fail(start, "a text that is not valid UTF-8");
                }

                break;
            case var kind when field.IsNumberList:
                CheckNumbers(ref reader, kind == FieldKind.Double);
                break;
            case FieldKind.Double:
                reader.ReadDouble();
                break;
            default:
                reader.ReadVarint();
                break;
        }
    }

    private static void CheckNumbers(ref WireReader reader, bool areDoubles)
    {
        var numbers = reader.ReadNumbers(areDoubles ? WireType.Fixed64 : WireType.Varint);
        while (!numbers.IsAtEnd)
        {
            if (areDoubles)
            {
                numbers.ReadRawDouble();
            }
            else
            {
                numbers.ReadRawVarint();
            }
        }

        if (numbers.Fault is { } fault)
        {
            reader.Fail(numbers.Position, fault);
        }
    }

    private static void CheckTimestamp(ref WireReader reader)
    {
        var start = reader.FieldStart;
        var timestamp = default(WireTimestamp);
        timestamp.Read(ref reader);
        if (timestamp.Seconds is < FirstSecond or > LastSecond || timestamp.Nanoseconds is < 0 or >= NanosecondsPerSecond)
        {
            reader.Fail(start, "a timestamp that is not between the years 1 and 9999");
        }
    }
}

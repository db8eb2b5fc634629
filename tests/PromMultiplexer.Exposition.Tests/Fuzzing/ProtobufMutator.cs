using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests.Fuzzing;

/// <summary>
/// Damages delimited pages, always in the same way for the same seed: bytes anywhere, and, so that not all of them are refused
/// for their lengths, fields deep inside with the lengths around them put right.
/// </summary>
/// <param name="random">Where the choices come from.</param>
/// <param name="corpus">The pages that it starts with, and takes fields from.</param>
internal sealed class ProtobufMutator(Random random, IReadOnlyList<byte[]> corpus)
{
    /// <summary>Long pages are cut, so that more of them can be tried.</summary>
    private const int MostMessages = 6;

    private static readonly ulong[] s_integers = [0, 1, 2, 4, 5, 6, 127, 128, 1UL << 32, (1UL << 53) + 1, 1UL << 63, ulong.MaxValue];

    private static readonly double[] s_numbers = [0, -0.0, 1, -1, 0.5, 1e300, double.NaN, double.PositiveInfinity, double.NegativeInfinity];

    private static readonly string[] s_texts = ["", "x", "le", "quantile", "container", "__name__", "a.b", "x_total", "x_bucket", "é", "\n\"\\", new('y', 200)];

    public byte[] Next()
    {
        var messages = Messages(Pick(corpus));
        var start = random.Next(Math.Max(1, messages.Count - MostMessages));
        messages = messages.GetRange(start, Math.Min(random.Next(1, MostMessages + 1), messages.Count - start));
        for (var times = random.Next(1, 5); times > 0; times--)
        {
            Damage(messages);
        }

        byte[] page = [.. messages.SelectMany(Delimited)];
        return random.Next(4) == 0 ? DamageBytes(page) : page;
    }

    private void Damage(List<byte[]> messages)
    {
        var at = random.Next(messages.Count + 1);
        if (at == messages.Count || random.Next(8) == 0)
        {
            messages.InsertRange(random.Next(messages.Count + 1), Messages(Pick(corpus)).Take(1));
            return;
        }

        messages[at] = DamageFields(messages[at]);
    }

    /// <summary>A message with one of its fields, or one of a field of it, damaged.</summary>
    private byte[] DamageFields(byte[] message)
    {
        if (Fields(message) is not { Count: > 0 } fields)
        {
            return DamageBytes(message);
        }

        var at = random.Next(fields.Count);
        switch (random.Next(9))
        {
            case 0:
                fields.RemoveAt(at);
                break;
            case 1:
                fields.Insert(random.Next(fields.Count + 1), fields[at]);
                break;
            case 2:
                fields.Insert(at, NewField());
                break;
            case 3:
                (fields[at], fields[0]) = (fields[0], fields[at]);
                break;
            case 4 when Fields(Pick(Messages(Pick(corpus)))) is { Count: > 0 } others:
                fields.Insert(at, Pick(others));
                break;
            default:
                fields[at] = DamageField(fields[at]);
                break;
        }

        return [.. fields.SelectMany(field => field)];
    }

    private byte[] DamageField(byte[] field)
    {
        var reading = field.AsSpan();
        var tag = ReadVarint(ref reading);
        return (tag & 7) switch
        {
            0 => [.. Varint(tag), .. Varint(Pick(s_integers))],
            1 => Number((int)(tag >> 3), Pick(s_numbers)),
            2 when random.Next(4) == 0 => Text((int)(tag >> 3), Pick(s_texts)),
            2 => Content((int)(tag >> 3), ref reading),
            _ => DamageBytes(field),
        };
    }

    private byte[] Content(int number, ref Span<byte> reading)
    {
        ReadVarint(ref reading);
        var content = reading.ToArray();
        return Bytes(number, Fields(content) is null ? DamageBytes(content) : DamageFields(content));
    }

    private byte[] NewField()
    {
        var number = random.Next(1, 18);
        return random.Next(3) switch
        {
            0 => Integer(number, Pick(s_integers)),
            1 => Number(number, Pick(s_numbers)),
            _ => Text(number, Pick(s_texts)),
        };
    }

    private byte[] DamageBytes(byte[] bytes)
    {
        var at = random.Next(bytes.Length + 1);
        return random.Next(4) switch
        {
            0 when at < bytes.Length => [.. bytes[..at], (byte)random.Next(256), .. bytes[(at + 1)..]],
            1 when at < bytes.Length => [.. bytes[..at], .. bytes[(at + 1)..]],
            2 => bytes[..at],
            _ => [.. bytes[..at], (byte)random.Next(256), .. bytes[at..]],
        };
    }

    /// <summary>The messages of a page, up to where there is none any more.</summary>
    private static List<byte[]> Messages(byte[] page)
    {
        var messages = new List<byte[]>();
        var reading = page.AsSpan();
        while (!reading.IsEmpty)
        {
            var length = ReadVarint(ref reading);
            if (length > (ulong)reading.Length)
            {
                break;
            }

            messages.Add(reading[..(int)length].ToArray());
            reading = reading[(int)length..];
        }

        return messages.Count > 0 ? messages : [[]];
    }

    /// <summary>The fields of a message, each with its tag; <see langword="null"/> for bytes that are none.</summary>
    private static List<byte[]>? Fields(byte[] message)
    {
        var fields = new List<byte[]>();
        var reading = message.AsSpan();
        while (!reading.IsEmpty)
        {
            var start = reading;
            var tag = ReadVarint(ref reading);
            var length = (tag & 7) switch
            {
                0 => (ulong)(reading.Length - AfterVarint(reading).Length),
                1 => 8UL,
                2 => ReadVarint(ref reading),
                5 => 4UL,
                _ => ulong.MaxValue,
            };
            if (tag >> 3 == 0 || length > (ulong)reading.Length)
            {
                return null;
            }

            reading = reading[(int)length..];
            fields.Add(start[..^reading.Length].ToArray());
        }

        return fields;
    }

    private static Span<byte> AfterVarint(Span<byte> bytes)
    {
        ReadVarint(ref bytes);
        return bytes;
    }

    private static ulong ReadVarint(ref Span<byte> bytes)
    {
        var value = 0UL;
        for (var shift = 0; !bytes.IsEmpty && shift < 64; shift += 7)
        {
            var next = bytes[0];
            bytes = bytes[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                break;
            }
        }

        return value;
    }

    private T Pick<T>(IReadOnlyList<T> from) => from[random.Next(from.Count)];
}

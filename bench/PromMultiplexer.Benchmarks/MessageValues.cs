using System.Buffers.Binary;

namespace PromMultiplexer.Benchmarks;

/// <summary>Changes the values on a page of delimited messages, as a program does between two scrapes, and nothing else.</summary>
/// <param name="changeNumber">Makes another number of one.</param>
/// <param name="growth">What is added to every count, so that histograms still add up.</param>
internal sealed class MessageValues(Func<double, double> changeNumber, ulong growth)
{
    private static readonly Message Scalar = new() { Number = 1 };
    private static readonly Message Quantile = new() { Number = 2 };
    private static readonly Message Bucket = new() { Count = 1 };
    private static readonly Message Summary = new() { Count = 1, Number = 2, Inner = { [3] = Quantile } };
    private static readonly Message Histogram = new() { Count = 1, Number = 2, Inner = { [3] = Bucket } };
    private static readonly Message Metric = new() { Inner = { [2] = Scalar, [3] = Scalar, [4] = Summary, [5] = Scalar, [7] = Histogram } };
    private static readonly Message Family = new() { Inner = { [4] = Metric } };

    /// <summary>The page with other values.</summary>
    public byte[] Change(ReadOnlySpan<byte> page)
    {
        var changed = new List<byte>(page.Length);
        while (!page.IsEmpty)
        {
            WriteDelimited(changed, Change(ReadBytes(ref page), Family));
        }

        return [.. changed];
    }

    private List<byte> Change(ReadOnlySpan<byte> message, Message type)
    {
        var changed = new List<byte>(message.Length);
        while (!message.IsEmpty)
        {
            var tag = ReadVarint(ref message);
            var field = (int)(tag >> 3);
            WriteVarint(changed, tag);
            switch (tag & 7)
            {
                case 0:
                    WriteVarint(changed, ReadVarint(ref message) + (field == type.Count ? growth : 0));
                    break;
                case 1:
                    var number = BinaryPrimitives.ReadDoubleLittleEndian(message);
                    changed.AddRange(BitConverter.GetBytes(field == type.Number ? changeNumber(number) : number));
                    message = message[sizeof(double)..];
                    break;
                case 2 when type.Inner.TryGetValue(field, out var inner):
                    WriteDelimited(changed, Change(ReadBytes(ref message), inner));
                    break;
                case 2:
                    WriteDelimited(changed, [.. ReadBytes(ref message)]);
                    break;
                default:
                    throw new NotSupportedException("The pages to measure with have no such fields.");
            }
        }

        return changed;
    }

    private static ReadOnlySpan<byte> ReadBytes(ref ReadOnlySpan<byte> from)
    {
        var length = (int)ReadVarint(ref from);
        var bytes = from[..length];
        from = from[length..];
        return bytes;
    }

    private static ulong ReadVarint(ref ReadOnlySpan<byte> from)
    {
        var value = 0UL;
        for (var shift = 0; ; shift += 7)
        {
            var next = from[0];
            from = from[1..];
            value |= (ulong)(next & 0x7f) << shift;
            if (next < 0x80)
            {
                return value;
            }
        }
    }

    private static void WriteDelimited(List<byte> to, List<byte> message)
    {
        WriteVarint(to, (ulong)message.Count);
        to.AddRange(message);
    }

    private static void WriteVarint(List<byte> to, ulong value)
    {
        for (; value >= 0x80; value >>= 7)
        {
            to.Add((byte)(value | 0x80));
        }

        to.Add((byte)value);
    }

    /// <summary>Where the values of a message are.</summary>
    private sealed class Message
    {
        /// <summary>The field that is a count; 0 where none is.</summary>
        public int Count { get; init; }

        /// <summary>The field that is a number; 0 where none is.</summary>
        public int Number { get; init; }

        public Dictionary<int, Message> Inner { get; } = [];
    }
}

using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Reads what nearly all metrics begin with, and many consist of, without a look at how else it might be spelled: labels of
/// which none is there twice, all ASCII, and one number. What is anything else is for <see cref="ProtobufMetricCheck"/> to read.
/// </summary>
internal static class PlainMetric
{
    private const byte Bytes = (byte)WireType.Bytes;
    private const byte LabelTag = (ClientModel.Metric.Label << 3) | Bytes;
    private const byte NameTag = (ClientModel.LabelPair.Name << 3) | Bytes;
    private const byte ValueTag = (ClientModel.LabelPair.Value << 3) | Bytes;
    private const byte NumberTag = (ClientModel.Counter.Value << 3) | (byte)WireType.Fixed64;

    /// <summary>Lengths from here on take more than one byte.</summary>
    private const int LongLength = 0x80;

    /// <summary>The bytes of a tag and a length.</summary>
    private const int Head = 2;

    private const int NumberLength = 1 + sizeof(double);

    /// <summary>Among labels of more bytes than this it would take too long to look for a name.</summary>
    private const int MostSearched = 1024;

    /// <summary>Reads the labels in front of all else.</summary>
    /// <param name="message">The metric.</param>
    /// <param name="start">Where it begins on the page.</param>
    /// <param name="labels">Receives them; <see langword="null"/> where nobody wants to know.</param>
    /// <returns>How far they reach; -1 where they need a closer look, and then nobody is to go by what was received.</returns>
    public static int ReadLabels(ReadOnlySpan<byte> message, int start, IndexList<ProtobufLabel>? labels)
    {
        var end = 0;
        ReadOnlySpan<byte> largest = default;
        while (end < message.Length && message[end] == LabelTag)
        {
            var rest = message[end..];
            if (rest.Length < (2 * Head) || rest[1] >= LongLength || rest[1] > rest.Length - Head)
            {
                return -1;
            }

            var pair = rest.Slice(Head, rest[1]);
            if (pair.Length < (2 * Head) || pair[0] != NameTag || pair[1] == 0 || pair[1] > pair.Length - (2 * Head))
            {
                return -1;
            }

            var name = pair.Slice(Head, pair[1]);
            var value = pair[(Head + name.Length)..];
            if (value[0] != ValueTag || value[1] != value.Length - Head || HasMeaning(name))
            {
                return -1;
            }

            // As a rule they are in the order of their names, and else in one that is soon looked through.
            if (largest.SequenceCompareTo(name) < 0)
            {
                largest = name;
            }
            else if (end > MostSearched || HasName(message[..end], name))
            {
                return -1;
            }

            if (labels is not null)
            {
                var at = start + end + (2 * Head);
                ref var label = ref labels.Add();
                label.Name = new Slice(at, name.Length);
                label.Value = new Slice(at + name.Length + Head, value.Length - Head);
                label.Start = start + end;
            }

            end += Head + pair.Length;
        }

        return Ascii.IsValid(message[..end]) ? end : -1;
    }

    /// <summary>Whether the rest of a metric behind its labels is a gauge, counter or untyped, and that a number and nothing else.</summary>
    /// <param name="rest">The rest.</param>
    /// <param name="field">Which of the three it is.</param>
    /// <param name="offset">How far into it the number stands.</param>
    public static bool IsNumber(ReadOnlySpan<byte> rest, out int field, out int offset)
    {
        field = 0;
        offset = Head + 1;
        if (rest.Length != Head + NumberLength || rest[1] != NumberLength || rest[2] != NumberTag)
        {
            return false;
        }

        field = rest[0] >> 3;
        return (rest[0] & 7) == Bytes && field is ClientModel.Metric.Gauge or ClientModel.Metric.Counter or ClientModel.Metric.Untyped;
    }

    /// <summary>Whether one of the labels that were read has a name.</summary>
    private static bool HasName(ReadOnlySpan<byte> labels, ReadOnlySpan<byte> name)
    {
        for (var at = 0; at < labels.Length; at += Head + labels[at + 1])
        {
            if (labels.Slice(at + (2 * Head), labels[at + Head + 1]).SequenceEqual(name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Whether a label means something to Prometheus.</summary>
    private static bool HasMeaning(ReadOnlySpan<byte> name) => name.Length switch
    {
        2 => name.SequenceEqual("le"u8),
        8 => name.SequenceEqual("__name__"u8) || name.SequenceEqual("quantile"u8),
        _ => false,
    };
}

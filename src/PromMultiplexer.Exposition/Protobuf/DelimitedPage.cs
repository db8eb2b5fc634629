namespace PromMultiplexer.Exposition;

/// <summary>Messages one behind the other, each behind its length.</summary>
internal static class DelimitedPage
{
    /// <summary>A length takes no more bytes than an integer of 32 bits.</summary>
    private const int LongestLength = 5;

    /// <summary>Reads the next message's length and goes behind the message.</summary>
    /// <param name="page">The page.</param>
    /// <param name="at">Where the length stands; receives where the next one does. Unchanged where there is a fault.</param>
    /// <param name="message">Receives the place of the message.</param>
    /// <returns>What is wrong; <see langword="null"/> where nothing is.</returns>
    public static string? NextMessage(ReadOnlySpan<byte> page, ref int at, out Slice message)
    {
        message = default;
        var length = 0UL;
        for (var i = 0; i < LongestLength; i++)
        {
            if (at + i >= page.Length)
            {
                return "the length of a message cut off by the end of the page";
            }

            var next = page[at + i];
            length |= (ulong)(next & 0x7f) << (7 * i);
            if (next < 0x80)
            {
                var start = at + i + 1;
                if (length > (ulong)(page.Length - start))
                {
                    return $"a message of {length} bytes where the page has only {page.Length - start}";
                }

                message = new Slice(start, (int)length);
                at = start + (int)length;
                return null;
            }
        }

        return "the length of a message that is longer than 5 bytes";
    }

    /// <summary>Writes a message behind its length.</summary>
    public static void WriteMessage(ReadOnlySpan<byte> message, ref PageOutput output)
    {
        WriteVarint((ulong)message.Length, ref output);
        output.Write(message);
    }

    /// <summary>Writes an integer as all of protobuf's lengths and tags are spelled.</summary>
    public static void WriteVarint(ulong value, ref PageOutput output) =>
        output.Advance(WireWriter.WriteVarint(value, output.Reserve(LongestLength)));
}

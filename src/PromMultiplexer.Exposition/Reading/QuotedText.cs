using System.Text.Unicode;

namespace PromMultiplexer.Exposition;

/// <summary>Names and values in double quotes.</summary>
internal static class QuotedText
{
    /// <summary>Finds the quote that closes the one at <paramref name="open"/>. A backslash takes any byte but a line feed or a NUL with it.</summary>
    public static bool TryFindEnd(ReadOnlySpan<byte> source, int open, bool allowLineFeed, out int quote)
    {
        quote = open + 1;
        while (true)
        {
            var next = source[quote..].IndexOfAny((byte)'"', (byte)'\\', (byte)'\n');
            if (next < 0)
            {
                return false;
            }

            quote += next;
            switch (source[quote])
            {
                case (byte)'"':
                    return true;
                case (byte)'\n' when !allowLineFeed:
                    return false;
                case (byte)'\n':
                    quote++;
                    break;
                default:
                    if (quote + 1 == source.Length || source[quote + 1] is (byte)'\n' or 0)
                    {
                        return false;
                    }

                    quote += 2;
                    break;
            }
        }
    }

    /// <summary>Takes a name out of its quotes: as it stands, or escaped anew where the escapes are odd.</summary>
    /// <returns><see langword="false"/> where it is empty, not UTF-8, has a NUL or, in strict mode, is escaped oddly.</returns>
    public static bool TryTake(ParsedExposition into, int start, int end, bool isUtf8, bool isStrict, out Slice name)
    {
        var text = into.Source.Span[start..end];
        name = new Slice(start, text.Length);
        if (text.IsEmpty || text.Contains((byte)0) || (!isUtf8 && !Utf8.IsValid(text)))
        {
            return false;
        }

        if (OddEscape(text, isQuoted: true) < 0)
        {
            return true;
        }

        name = isStrict ? Slice.None : Respell(into, text, isQuoted: true);
        return !isStrict;
    }

    /// <summary>The first place at which a text is not escaped as every reader understands it; -1 where there is none.</summary>
    public static int OddEscape(ReadOnlySpan<byte> text, bool isQuoted)
    {
        for (var at = 0; at < text.Length; at++)
        {
            var next = isQuoted ? text[at..].IndexOfAny((byte)'\\', (byte)'\n') : text[at..].IndexOf((byte)'\\');
            if (next < 0)
            {
                return -1;
            }

            at += next;
            if (text[at] == (byte)'\n' || at + 1 == text.Length || !IsEscape(text[at + 1], isQuoted))
            {
                return at;
            }

            at++;
        }

        return -1;
    }

    /// <summary>Escapes what Prometheus takes as it stands: a raw line feed, a backslash that escapes nothing.</summary>
    public static Slice Respell(ParsedExposition into, ReadOnlySpan<byte> text, bool isQuoted)
    {
        var arena = into.Arena;
        var start = arena.Length;
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case (byte)'\n':
                    arena.Append("\\n"u8);
                    break;
                case (byte)'\\' when at + 1 < text.Length && IsEscape(text[at + 1], isQuoted):
                    arena.Append(text.Slice(at++, 2));
                    break;
                case (byte)'\\':
                    arena.Append("\\\\"u8);
                    break;
                default:
                    arena.Append(text[at]);
                    break;
            }
        }

        return arena.SliceFrom(start);
    }

    private static bool IsEscape(byte behind, bool isQuoted) =>
        behind is (byte)'\\' or (byte)'n' || (isQuoted && behind == (byte)'"');
}

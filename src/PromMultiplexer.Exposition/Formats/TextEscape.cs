using System.Buffers;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>The escapes of the text formats: <c>\\</c>, <c>\n</c> and, within quotes, <c>\"</c>.</summary>
internal static class TextEscape
{
    private static readonly SearchValues<byte> InQuotes = SearchValues.Create("\\\"\n"u8);
    private static readonly SearchValues<byte> InHelp = SearchValues.Create("\\\n"u8);

    /// <summary>Escapes a text that goes into quotes.</summary>
    public static void AppendQuoted(ReadOnlySpan<byte> text, ArenaWriter to)
    {
        for (int next; (next = text.IndexOfAny(InQuotes)) >= 0; text = text[(next + 1)..])
        {
            to.Append(text[..next]);
            to.Append((byte)'\\');
            to.Append(text[next] == (byte)'\n' ? (byte)'n' : text[next]);
        }

        to.Append(text);
    }

    /// <summary>Escapes a text that goes into quotes.</summary>
    public static void WriteQuoted(string text, ref PageOutput output) => Write(Encoding.UTF8.GetBytes(text), InQuotes, ref output);

    /// <summary>Escapes a HELP text; OpenMetrics escapes quotes in it too.</summary>
    public static void WriteHelp(ReadOnlySpan<byte> text, bool isOpenMetrics, ref PageOutput output) =>
        Write(text, isOpenMetrics ? InQuotes : InHelp, ref output);

    /// <summary>Escapes a text that goes into quotes.</summary>
    public static string Quoted(string text) => text
        .Replace("\\", "\\\\", StringComparison.Ordinal)
        .Replace("\"", "\\\"", StringComparison.Ordinal)
        .Replace("\n", "\\n", StringComparison.Ordinal);

    /// <summary>Takes the escapes out of a text that a reader has accepted.</summary>
    public static string Unescape(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf((byte)'\\') < 0)
        {
            return Encoding.UTF8.GetString(text);
        }

        var plain = new byte[text.Length];
        return Encoding.UTF8.GetString(plain, 0, Unescape(text, plain));
    }

    /// <summary>Takes the escapes out of a text that a reader has accepted.</summary>
    /// <returns>The bytes written to <paramref name="plain"/>, which is as long as the text at least.</returns>
    public static int Unescape(ReadOnlySpan<byte> text, Span<byte> plain)
    {
        var length = 0;
        for (var at = 0; at < text.Length; at++)
        {
            if (text[at] == (byte)'\\' && at + 1 < text.Length)
            {
                at++;
                plain[length++] = text[at] == (byte)'n' ? (byte)'\n' : text[at];
            }
            else
            {
                plain[length++] = text[at];
            }
        }

        return length;
    }

    /// <summary>The characters, not bytes, of a text that a reader has accepted: an escape is one.</summary>
    public static int CountCharacters(ReadOnlySpan<byte> text)
    {
        var count = 0;
        for (var at = 0; at < text.Length; at++)
        {
            at += text[at] == (byte)'\\' ? 1 : 0;
            if (at == text.Length || (text[at] & 0xC0) != 0x80)
            {
                count++;
            }
        }

        return count;
    }

    private static void Write(ReadOnlySpan<byte> text, SearchValues<byte> escaped, ref PageOutput output)
    {
        while (true)
        {
            var next = text.IndexOfAny(escaped);
            if (next < 0)
            {
                output.Write(text);
                return;
            }

            output.Write(text[..next]);
            output.Write((byte)'\\');
            output.Write(text[next] == (byte)'\n' ? (byte)'n' : text[next]);
            text = text[(next + 1)..];
        }
    }
}

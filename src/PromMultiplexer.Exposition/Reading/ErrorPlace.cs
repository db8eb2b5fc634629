using System.Globalization;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Turns a place in a text page into an error that a person can act on.</summary>
internal static class ErrorPlace
{
    public static ReadError Error(ReadOnlySpan<byte> source, int offset, string reason)
    {
        offset = Math.Min(offset, source.Length);
        var before = source[..offset];
        var lineStart = before.LastIndexOf((byte)'\n') + 1;
        var rest = source[offset..];
        var lineEnd = rest.IndexOf((byte)'\n');
        return new ReadError(
            before.Count((byte)'\n') + 1,
            offset - lineStart + 1,
            reason,
            Excerpt(lineEnd < 0 ? rest : rest[..lineEnd]));
    }

    /// <summary>The first characters of some bytes of a page, safe to print: what nobody would see is made visible, a byte order mark too.</summary>
    public static string Excerpt(ReadOnlySpan<byte> bytes)
    {
        var isCut = bytes.Length > ReadError.ExcerptLimit * 4;
        var text = Encoding.UTF8.GetString(isCut ? bytes[..(ReadError.ExcerptLimit * 4)] : bytes);
        var excerpt = new StringBuilder(ReadError.ExcerptLimit + 1);
        foreach (var character in text)
        {
            var visible = character switch
            {
                '\n' => "\\n",
                '\r' => "\\r",
                '\t' => "\\t",
                _ when char.GetUnicodeCategory(character) is UnicodeCategory.Control or UnicodeCategory.Format or UnicodeCategory.Surrogate
                    or UnicodeCategory.LineSeparator or UnicodeCategory.ParagraphSeparator => $"\\u{(int)character:x4}",
                _ => character.ToString(),
            };
            if (excerpt.Length + visible.Length > ReadError.ExcerptLimit - 1)
            {
                return excerpt.Append('…').ToString();
            }

            excerpt.Append(visible);
        }

        return isCut ? excerpt.Append('…').ToString() : excerpt.ToString();
    }
}

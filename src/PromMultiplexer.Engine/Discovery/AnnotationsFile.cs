using System.Globalization;
using System.Text;

namespace PromMultiplexer.Engine;

/// <summary>
/// A file with a Pod's annotations, as Kubernetes' downward API writes it: one a line, <c>key="value"</c>, the value quoted as Go
/// quotes strings.
/// </summary>
internal static class AnnotationsFile
{
    /// <summary>Finds an annotation.</summary>
    /// <param name="content">The file.</param>
    /// <param name="key">The annotation's key.</param>
    /// <param name="value">Its value; empty if it is not there.</param>
    /// <returns>Whether it is quoted as it should be, or is not there in a file that ends as it should.</returns>
    public static bool TryFind(ReadOnlySpan<byte> content, string key, out string value)
    {
        value = "";
        var lines = Encoding.UTF8.GetString(content).Split('\n');
        foreach (var line in lines)
        {
            if (line.StartsWith($"{key}=", StringComparison.Ordinal))
            {
                var quoted = line.AsSpan(key.Length + 1);
                var unquoted = quoted.StartsWith('"') ? Unquote(quoted[1..]) : null;
                value = unquoted ?? "";
                return unquoted is not null;
            }
        }

        // In a file that is cut short, it may have been behind the cut.
        return lines[^1].TrimEnd('\r') is "" or [.., '"'];
    }

    // Up to the quotation mark at the end, of which there must be one.
    private static string? Unquote(ReadOnlySpan<char> rest)
    {
        // Escaped bytes are bytes of UTF-8, as everything is.
        var value = new Utf8Text();
        while (!rest.IsEmpty && rest[0] != '"')
        {
            if (rest[0] != '\\')
            {
                var plain = rest.IndexOfAny('"', '\\');
                value.Append(plain < 0 ? rest : rest[..plain]);
                rest = plain < 0 ? default : rest[plain..];
            }
            else if (!TryUnescape(ref rest, value))
            {
                return null;
            }
        }

        return rest.TrimEnd('\r') is "\"" ? value.ToString() : null;
    }

    private static bool TryUnescape(ref ReadOnlySpan<char> rest, Utf8Text value)
    {
        if (rest.Length < 2)
        {
            return false;
        }

        var digits = rest[1] switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0)
        {
            if (rest.Length < 2 + digits || !uint.TryParse(rest.Slice(2, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code))
            {
                return false;
            }

            if (digits == 2)
            {
                value.Append((byte)code);
            }
            else if (Rune.TryCreate(code, out var rune))
            {
                value.Append(rune.ToString());
            }
            else
            {
                return false;
            }
        }
        else
        {
            var index = "abfnrtv\\\"'".IndexOf(rest[1], StringComparison.Ordinal);
            if (index < 0)
            {
                return false;
            }

            value.Append((byte)"\a\b\f\n\r\t\v\\\"'"[index]);
        }

        rest = rest[(2 + digits)..];
        return true;
    }

    /// <summary>Text that comes partly in characters and partly in bytes of UTF-8.</summary>
    private sealed class Utf8Text
    {
        private readonly MemoryStream _bytes = new();

        public void Append(ReadOnlySpan<char> text) => _bytes.Write(Encoding.UTF8.GetBytes(text.ToArray()));

        public void Append(byte value) => _bytes.WriteByte(value);

        public override string ToString() => Encoding.UTF8.GetString(_bytes.GetBuffer(), 0, (int)_bytes.Length);
    }
}

using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Takes the escapes out of names again, as far as that can be done and exactly as Prometheus does. Pure functions.</summary>
/// <remarks>
/// <para><see cref="NameEscaping.Underscores"/> cannot be undone: the name stays as it is.</para>
/// <para><see cref="NameEscaping.Dots"/> brings back dots and underscores. Any other escaped character comes back as an underscore.</para>
/// <para>
/// <see cref="NameEscaping.Values"/> brings back every character up to U+FFFFF. A name that does not begin with <c>U__</c>
/// or breaks the rules behind it stays as it is.
/// </para>
/// </remarks>
public static class NameUnescaper
{
    /// <summary>Prometheus reads no more hexadecimal digits of a code point, although the last plane needs six.</summary>
    private const int MaxCodeDigits = 5;

    /// <summary>Takes the escapes out of a name.</summary>
    /// <param name="name">The escaped name.</param>
    /// <param name="escaping">How it was escaped.</param>
    /// <param name="destination">Takes the name, which is never longer than the escaped one. Must not overlap with it.</param>
    /// <param name="written">The bytes written.</param>
    /// <returns><see langword="false"/> where <paramref name="destination"/> is too short; its content is then of no use.</returns>
    public static bool TryUnescape(ReadOnlySpan<byte> name, NameEscaping escaping, Span<byte> destination, out int written)
    {
        var output = new EscapeOutput(destination);
        switch (escaping)
        {
            case NameEscaping.AllowUtf8 or NameEscaping.Underscores:
                output.Write(name);
                break;
            case NameEscaping.Dots:
                UnescapeDots(name, ref output);
                break;
            case NameEscaping.Values:
                if (!TryUnescapeValues(name, ref output))
                {
                    output.Clear();
                    output.Write(name);
                }

                break;
            default:
                throw new ArgumentOutOfRangeException(nameof(escaping));
        }

        return output.TryFinish(out written);
    }

    /// <summary>Takes the escapes out of a name, as <see cref="TryUnescape"/> does.</summary>
    public static string Unescape(string name, NameEscaping escaping)
    {
        ArgumentNullException.ThrowIfNull(name);
        var from = Encoding.UTF8.GetBytes(name);
        var to = new byte[from.Length];
        TryUnescape(from, escaping, to, out var written);
        return Encoding.UTF8.GetString(to, 0, written);
    }

    /// <summary>All of <c>_dot_</c> first, then <c>__</c>: so in <c>a__dot_b</c> the first underscore stands for itself.</summary>
    private static void UnescapeDots(ReadOnlySpan<byte> name, ref EscapeOutput output)
    {
        while (!name.IsEmpty)
        {
            if (name.StartsWith("_dot_"u8))
            {
                output.Write((byte)'.');
                name = name["_dot_".Length..];
            }
            else
            {
                output.Write(name[0]);
                name = name[(name.StartsWith("__"u8) && !name[1..].StartsWith("_dot_"u8) ? 2 : 1)..];
            }
        }
    }

    private static bool TryUnescapeValues(ReadOnlySpan<byte> name, ref EscapeOutput output)
    {
        if (!name.StartsWith("U__"u8))
        {
            return false;
        }

        name = name["U__".Length..];
        while (true)
        {
            var escape = name.IndexOf((byte)'_');
            if (escape < 0)
            {
                output.Write(name);
                return true;
            }

            output.Write(name[..escape]);
            name = name[(escape + 1)..];
            var end = name.IndexOf((byte)'_');
            if (end < 0 || !TryWriteCharacter(name[..end], ref output))
            {
                return false;
            }

            name = name[(end + 1)..];
        }
    }

    /// <summary>Writes the character of a code point in hexadecimal; of no digits at all, an underscore.</summary>
    private static bool TryWriteCharacter(ReadOnlySpan<byte> code, ref EscapeOutput output)
    {
        if (code.IsEmpty)
        {
            output.Write((byte)'_');
            return true;
        }

        if (code.Length > MaxCodeDigits)
        {
            return false;
        }

        var value = 0;
        foreach (var digit in code)
        {
            var folded = digit | 0x20;
            if (!char.IsAsciiHexDigitLower((char)folded))
            {
                return false;
            }

            value = (value * 16) + (folded <= '9' ? folded - '0' : folded - 'a' + 10);
        }

        if (!Rune.TryCreate(value, out var character))
        {
            return false;
        }

        Span<byte> utf8 = stackalloc byte[4];
        output.Write(utf8[..character.EncodeToUtf8(utf8)]);
        return true;
    }
}

using System.Globalization;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Spells numbers as Go's <c>strconv.FormatFloat(value, 'g', -1, 64)</c> does, which is how Prometheus' own libraries
/// spell them: the fewest digits that give the value back, with an exponent below 1e-04 and from 1e+06.
/// </summary>
internal static class GoNumber
{
    /// <summary>No spelling is longer.</summary>
    public const int MaxLength = 32;

    private const int SmallestWithExponent = 1_000_000;

    /// <summary>The number's spelling.</summary>
    public static string Spell(double value)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        return Encoding.ASCII.GetString(text[..Format(value, text)]);
    }

    /// <summary>Writes the number.</summary>
    /// <returns>The bytes written.</returns>
    public static int Format(double value, Span<byte> to)
    {
        if (!double.IsFinite(value))
        {
            var special = double.IsNaN(value) ? "NaN"u8 : value > 0 ? "+Inf"u8 : "-Inf"u8;
            special.CopyTo(to);
            return special.Length;
        }

        // Most numbers are small integers. The sign of a zero would be lost on the way.
        var integer = (int)value;
        if (integer == value && integer is > -SmallestWithExponent and < SmallestWithExponent && (integer != 0 || !double.IsNegative(value)))
        {
            integer.TryFormat(to, out var written, default, CultureInfo.InvariantCulture);
            return written;
        }

        Span<byte> digits = stackalloc byte[MaxLength];
        var count = ShortestDigits(Math.Abs(value), digits, out var exponent);
        var length = 0;
        if (double.IsNegative(value))
        {
            to[length++] = (byte)'-';
        }

        return exponent is < -4 or >= 6 && value != 0
            ? WithExponent(digits[..count], exponent, to, length)
            : WithoutExponent(digits[..count], exponent, to, length);
    }

    /// <summary>The digits without leading and trailing zeros, and the power of ten of the first.</summary>
    private static int ShortestDigits(double value, Span<byte> digits, out int exponent)
    {
        Span<byte> text = stackalloc byte[MaxLength];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);
        text = text[..length];
        exponent = 0;
        var mark = text.IndexOf((byte)'E');
        if (mark >= 0)
        {
            exponent = int.Parse(text[(mark + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture);
            text = text[..mark];
        }

        var point = text.IndexOf((byte)'.');
        exponent += (point < 0 ? text.Length : point) - 1;
        var count = 0;
        foreach (var character in text)
        {
            if (character == (byte)'.')
            {
                continue;
            }

            if (count == 0 && character == (byte)'0')
            {
                exponent--;
                continue;
            }

            digits[count++] = character;
        }

        while (count > 1 && digits[count - 1] == (byte)'0')
        {
            count--;
        }

        if (count == 0)
        {
            digits[count++] = (byte)'0';
            exponent = 0;
        }

        return count;
    }

    private static int WithExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> to, int length)
    {
        to[length++] = digits[0];
        if (digits.Length > 1)
        {
            to[length++] = (byte)'.';
            digits[1..].CopyTo(to[length..]);
            length += digits.Length - 1;
        }

        to[length++] = (byte)'e';
        to[length++] = exponent < 0 ? (byte)'-' : (byte)'+';
        exponent = Math.Abs(exponent);
        if (exponent < 10)
        {
            to[length++] = (byte)'0';
        }

        exponent.TryFormat(to[length..], out var written, default, CultureInfo.InvariantCulture);
        return length + written;
    }

    private static int WithoutExponent(ReadOnlySpan<byte> digits, int exponent, Span<byte> to, int length)
    {
        if (exponent < 0)
        {
            "0.0000"u8[..(1 - exponent)].CopyTo(to[length..]);
            length += 1 - exponent;
            digits.CopyTo(to[length..]);
            return length + digits.Length;
        }

        for (var place = 0; place <= exponent || place < digits.Length; place++)
        {
            if (place == exponent + 1)
            {
                to[length++] = (byte)'.';
            }

            to[length++] = place < digits.Length ? digits[place] : (byte)'0';
        }

        return length;
    }
}

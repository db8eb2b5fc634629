using System.Globalization;
using System.Runtime.CompilerServices;
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

    /// <summary>Below this, all integers are doubles.</summary>
    private const double LargestInteger = 1UL << 53;

    /// <summary>2^-25 and 2^-958, which .NET spells with a digit less than it takes to give them back.</summary>
    private const double SpelledTooShort = 2.9802322387695312e-08;
    private const double SpelledTooShortToo = 4.1045368012983762e-289;

    /// <summary>The powers of ten that are doubles without a loss.</summary>
    private static readonly double[] s_powersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

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
        if (TryFewDigits(value, digits, out var few, out exponent))
        {
            return few;
        }

        Span<byte> text = stackalloc byte[MaxLength];
        value.TryFormat(text, out var length, "R", CultureInfo.InvariantCulture);

        if (value is SpelledTooShort or SpelledTooShortToo)
        {
            value.TryFormat(text, out length, "E16", CultureInfo.InvariantCulture);
        }

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

    /// <summary>
    /// Does the same for a number that is an integer, or that few digits give back. No two numbers of up to 15 digits are the same
    /// double, so that the digits which give it back are the fewest, once they end in no zero.
    /// </summary>
    /// <returns><see langword="false"/> where it is another.</returns>
    private static bool TryFewDigits(double value, Span<byte> digits, out int count, out int exponent)
    {
        count = 0;
        exponent = 0;
        var places = 0;
        var number = (ulong)value;
        if (value is 0 or >= LargestInteger)
        {
            return false;
        }

        if (number != value)
        {
            // The power of two is at hand, and log10(2) is about 1233 / 4096. So the number gets 14 digits, or 15.
            const int Digits = 14;
            var power = ((int)(BitConverter.DoubleToUInt64Bits(value) >> 52) - 1023) * 1233 >> 12;
            places = Digits - 1 - power;
            if (places < 0 || places >= s_powersOfTen.Length)
            {
                return false;
            }

            var scale = s_powersOfTen[places];
            number = (ulong)((value * scale) + 0.5);
            if (number / scale != value)
            {
                return false;
            }
        }

        places -= CutZeros(ref number, 8, 100_000_000);
        places -= CutZeros(ref number, 4, 10_000);
        places -= CutZeros(ref number, 2, 100);
        places -= CutZeros(ref number, 1, 10);
        number.TryFormat(digits, out count, default, CultureInfo.InvariantCulture);
        exponent = count - 1 - places;
        return true;
    }

    /// <summary>Cuts off so many zeros, which are those of <paramref name="power"/>, if the number ends in them.</summary>
    /// <returns>How many were cut off.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static int CutZeros(ref ulong number, int zeros, ulong power)
    {
        var (quotient, rest) = Math.DivRem(number, power);
        if (rest != 0)
        {
            return 0;
        }

        number = quotient;
        return zeros;
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

        var whole = Math.Min(digits.Length, exponent + 1);
        digits[..whole].CopyTo(to[length..]);
        to.Slice(length + whole, exponent + 1 - whole).Fill((byte)'0');
        length += exponent + 1;
        if (whole < digits.Length)
        {
            to[length++] = (byte)'.';
            digits[whole..].CopyTo(to[length..]);
            length += digits.Length - whole;
        }

        return length;
    }
}

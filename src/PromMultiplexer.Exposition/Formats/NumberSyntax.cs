using System.Buffers.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// The numbers that Prometheus reads: Go's <c>strconv.ParseFloat</c> without hexadecimal floats and digit separators.
/// A number too large for a double is none; one too small is zero.
/// </summary>
internal static class NumberSyntax
{
    public static bool IsFloat(ReadOnlySpan<byte> text)
    {
        if (text.IsEmpty)
        {
            return false;
        }

        var at = text[0] is (byte)'+' or (byte)'-' ? 1 : 0;
        if (at < text.Length && !NameSyntax.IsDigitByte(text[at]) && text[at] != (byte)'.')
        {
            return IsInfinity(text[at..]) || IsNaN(text);
        }

        var digits = SkipDigits(text, ref at);
        if (at < text.Length && text[at] == (byte)'.')
        {
            at++;
            digits += SkipDigits(text, ref at);
        }

        if (digits == 0)
        {
            return false;
        }

        var hasExponent = at < text.Length && (text[at] | 0x20) == 'e';
        if (hasExponent)
        {
            at++;
            if (at < text.Length && text[at] is (byte)'+' or (byte)'-')
            {
                at++;
            }

            if (SkipDigits(text, ref at) == 0)
            {
                return false;
            }
        }

        return at == text.Length && (text.Length < 200 && !hasExponent || IsFinite(text));
    }

    /// <summary>The value of a text that <see cref="IsFloat"/> accepts.</summary>
    public static double ParseFloat(ReadOnlySpan<byte> text)
    {
        var sign = text[0] == (byte)'-' ? -1.0 : 1.0;
        var unsigned = text[0] is (byte)'+' or (byte)'-' ? text[1..] : text;
        return ShortNumber.TryParse(unsigned, out var value) ? sign * value
            : IsInfinity(unsigned) ? sign * double.PositiveInfinity
            : IsNaN(unsigned) ? double.NaN
            : sign * ParseFinite(unsigned);
    }

    /// <summary>The value of any text; NaN where it is no number.</summary>
    public static double ParseFloatOrNaN(ReadOnlySpan<byte> text) =>
        ShortNumber.TryParse(text, out var value) ? value
        : text.SequenceEqual("+Inf"u8) ? double.PositiveInfinity
        : IsFloat(text) ? ParseFloat(text)
        : double.NaN;

    /// <summary>Whether <paramref name="text"/> is a count of milliseconds: digits only, and not more than fit into 64 bits with a sign.</summary>
    public static bool IsTimestamp(ReadOnlySpan<byte> text)
    {
        foreach (var digit in text)
        {
            if (!NameSyntax.IsDigitByte(digit))
            {
                return false;
            }
        }

        return Utf8Parser.TryParse(text, out long _, out var consumed) && consumed == text.Length;
    }

    private static int SkipDigits(ReadOnlySpan<byte> text, ref int at)
    {
        var start = at;
        while (at < text.Length && NameSyntax.IsDigitByte(text[at]))
        {
            at++;
        }

        return at - start;
    }

    private static bool IsInfinity(ReadOnlySpan<byte> text) =>
        System.Text.Ascii.EqualsIgnoreCase(text, "inf"u8) || System.Text.Ascii.EqualsIgnoreCase(text, "infinity"u8);

    private static bool IsNaN(ReadOnlySpan<byte> text) => System.Text.Ascii.EqualsIgnoreCase(text, "nan"u8);

    private static bool IsFinite(ReadOnlySpan<byte> text) =>
        double.IsFinite(ParseFinite(text[0] is (byte)'+' or (byte)'-' ? text[1..] : text));

    private static double ParseFinite(ReadOnlySpan<byte> text) =>
        double.Parse(text, System.Globalization.NumberStyles.Float, System.Globalization.CultureInfo.InvariantCulture);
}

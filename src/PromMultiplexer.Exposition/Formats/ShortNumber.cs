namespace PromMultiplexer.Exposition;

/// <summary>
/// Reads numbers of few digits, as nearly all are. Their digits and the power of ten they are multiplied with or divided by are
/// doubles without a loss, so that there is one rounding, which is the right one.
/// </summary>
internal static class ShortNumber
{
    private const int MostDigits = 15;
    private const int MostExponentDigits = 3;

    private static readonly double[] s_powersOfTen =
        [1e0, 1e1, 1e2, 1e3, 1e4, 1e5, 1e6, 1e7, 1e8, 1e9, 1e10, 1e11, 1e12, 1e13, 1e14, 1e15, 1e16, 1e17, 1e18, 1e19, 1e20, 1e21, 1e22];

    /// <summary>Reads a number without a sign.</summary>
    /// <returns><see langword="false"/> where it has too many digits, or is none.</returns>
    public static bool TryParse(ReadOnlySpan<byte> text, out double value)
    {
        value = 0;
        var number = 0UL;
        var count = 0;
        var isNumber = false;
        var point = -1;
        var at = 0;
        for (; at < text.Length; at++)
        {
            var digit = (uint)(text[at] - '0');
            if (digit <= 9)
            {
                number = (number * 10) + digit;
                count += number > 0 ? 1 : 0;
                isNumber = true;
                if (count > MostDigits)
                {
                    return false;
                }
            }
            else if (text[at] == (byte)'.' && point < 0)
            {
                point = at + 1;
            }
            else
            {
                break;
            }
        }

        var exponent = point < 0 ? 0 : point - at;
        if (!isNumber || (at < text.Length && !TryAddExponent(text[at..], ref exponent)))
        {
            return false;
        }

        if (exponent <= -s_powersOfTen.Length || exponent >= s_powersOfTen.Length)
        {
            return false;
        }

        value = exponent < 0 ? number / s_powersOfTen[-exponent] : number * s_powersOfTen[exponent];
        return true;
    }

    private static bool TryAddExponent(ReadOnlySpan<byte> text, ref int exponent)
    {
        if ((text[0] | 0x20) != 'e')
        {
            return false;
        }

        text = text[1..];
        var isNegative = !text.IsEmpty && text[0] == (byte)'-';
        if (isNegative || (!text.IsEmpty && text[0] == (byte)'+'))
        {
            text = text[1..];
        }

        if (text.Length is 0 or > MostExponentDigits)
        {
            return false;
        }

        var number = 0;
        foreach (var next in text)
        {
            var digit = (uint)(next - '0');
            if (digit > 9)
            {
                return false;
            }

            number = (number * 10) + (int)digit;
        }

        exponent += isNegative ? -number : number;
        return true;
    }
}

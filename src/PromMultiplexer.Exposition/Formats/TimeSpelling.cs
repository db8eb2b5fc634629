using System.Globalization;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Timestamps from one format to another by shifting decimals: text counts milliseconds, OpenMetrics seconds. Never
/// through a double, which would lose digits.
/// </summary>
internal static class TimeSpelling
{
    /// <summary>The milliseconds that a number of seconds stands for, cut to whole ones.</summary>
    /// <returns><see langword="false"/> where 64 bits do not hold them.</returns>
    public static bool TryToMilliseconds(ReadOnlySpan<byte> seconds, out long milliseconds)
    {
        milliseconds = 0;
        var at = 0;
        var isNegative = seconds[0] == (byte)'-';
        if (seconds[0] is (byte)'-' or (byte)'+')
        {
            at++;
        }

        var exponentAt = seconds.IndexOfAny((byte)'e', (byte)'E');
        var mantissa = exponentAt < 0 ? seconds[at..] : seconds[at..exponentAt];
        var shift = 3L;
        if (exponentAt >= 0)
        {
            if (!int.TryParse(seconds[(exponentAt + 1)..], NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var exponent))
            {
                return false;
            }

            shift += exponent;
        }

        // The digits in front of the point, and as many behind it as the shift reaches.
        var point = mantissa.IndexOf((byte)'.');
        var whole = point < 0 ? mantissa.Length : point;
        var digits = (long)whole + shift;
        var place = 0L;
        Int128 value = 0;
        var most = isNegative ? -(Int128)long.MinValue : long.MaxValue;
        foreach (var character in mantissa)
        {
            if (character == (byte)'.')
            {
                continue;
            }

            if (place++ >= digits)
            {
                break;
            }

            value = (value * 10) + (character - '0');
            if (value > most)
            {
                return false;
            }
        }

        for (; place < digits && value != 0; place++)
        {
            value *= 10;
            if (value > most)
            {
                return false;
            }
        }

        milliseconds = (long)(isNegative ? -value : value);
        return true;
    }

    /// <summary>The moment so many milliseconds after 1970; <see langword="null"/> where .NET does not reach it.</summary>
    public static DateTimeOffset? FromMilliseconds(long milliseconds) =>
        milliseconds >= DateTimeOffset.MinValue.ToUnixTimeMilliseconds() && milliseconds <= DateTimeOffset.MaxValue.ToUnixTimeMilliseconds()
            ? DateTimeOffset.FromUnixTimeMilliseconds(milliseconds)
            : null;

    /// <summary>Writes nanoseconds as seconds, with as many decimals as it takes, but one at least.</summary>
    /// <returns>The bytes written, 40 at the most.</returns>
    public static int FormatCreated(Int128 nanoseconds, Span<byte> to)
    {
        var length = 0;
        var rest = Int128.Abs(nanoseconds);
        if (nanoseconds < 0)
        {
            to[length++] = (byte)'-';
        }

        ((ulong)(rest / 1_000_000_000)).TryFormat(to[length..], out var written, default, CultureInfo.InvariantCulture);
        length += written;
        to[length++] = (byte)'.';
        ((int)(rest % 1_000_000_000)).TryFormat(to[length..], out written, "D9", CultureInfo.InvariantCulture);
        length += written;
        while (to[length - 1] == (byte)'0' && to[length - 2] != (byte)'.')
        {
            length--;
        }

        return length;
    }

    /// <summary>Writes milliseconds as seconds, with as many decimals as it takes.</summary>
    /// <returns>The bytes written, 32 at the most.</returns>
    public static int FormatSeconds(long milliseconds, Span<byte> to)
    {
        var length = 0;
        var rest = Int128.Abs(milliseconds);
        if (milliseconds < 0)
        {
            to[length++] = (byte)'-';
        }

        ((long)(rest / 1000)).TryFormat(to[length..], out var written, default, CultureInfo.InvariantCulture);
        length += written;
        var fraction = (int)(rest % 1000);
        if (fraction == 0)
        {
            return length;
        }

        to[length++] = (byte)'.';
        for (var unit = 100; fraction > 0; unit /= 10)
        {
            to[length++] = (byte)('0' + (fraction / unit));
            fraction %= unit;
        }

        return length;
    }
}

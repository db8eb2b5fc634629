using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Finds its way through lines that are spelled as every library spells them. Says no to whatever looks different.
/// Pointers stop at a line feed at the latest, which the caller makes sure there is; wider loads stay in front of the end.
/// </summary>
internal static unsafe class PlainScanner
{
    /// <summary>How many bytes of a name or a text are looked at together.</summary>
    private const int Step = 64;

    /// <summary>Goes from the opening brace of a set of labels to the place behind the closing one.</summary>
    /// <param name="brace">The opening brace.</param>
    /// <param name="line">The start of the line.</param>
    /// <param name="end">The place behind the last line feed.</param>
    /// <param name="names">The names of the labels of the lines before, which nearly always are those of this line, too.</param>
    /// <param name="seed">What to hash the labels with; 0 where nobody wants to know.</param>
    /// <param name="labels">What was met on the way.</param>
    /// <returns>The place behind the closing brace; null where the labels are not plain.</returns>
    public static byte* EndOfLabels(byte* brace, byte* line, byte* end, LabelNames* names, ulong seed, ref PlainLabels labels)
    {
        var at = brace + 1;
        if (*at == (byte)'}')
        {
            labels.SlotOffset = (int)(at - line);
            labels.Slot = LabelSlot.Only;
            return at + 1;
        }

        var values = new LabelValues(end);
        var hasBound = false;
        for (var i = 0; ; i++)
        {
            var name = at;
            if (end - name < LabelNames.Window || names->Take(i, name) is var length && length == 0)
            {
                return null;
            }

            var value = name + length;
            at = values.EndOf(value);
            if (at == null)
            {
                return null;
            }

            if (seed != 0 && at != value)
            {
                labels.Hash += HashOf(name, at, seed);
            }

            if (names->IsBound(i) && !hasBound)
            {
                hasBound = true;
                labels.Slot = LabelSlot.Before;
                labels.SlotOffset = (int)(name - line);
                labels.Bound = value;
                labels.BoundLength = (int)(at - value);
            }

            at++;
            if (*at == (byte)',')
            {
                at++;
                continue;
            }

            if (*at != (byte)'}')
            {
                return null;
            }

            if (!hasBound)
            {
                labels.Slot = LabelSlot.Last;
                labels.SlotOffset = (int)(at - line);
            }

            return at + 1;
        }
    }

    /// <summary>Not inlined, so that tolerant reading does not pay for it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static ulong HashOf(byte* label, byte* end, ulong seed) =>
        ByteHash.Of(new ReadOnlySpan<byte>(label, (int)(end - label)), seed);

    /// <summary>How many bytes from a value on can be looked at by <see cref="IsUsualNumber"/>, whether they belong to it or not.</summary>
    public const int NumberWindow = 32;

    /// <summary>
    /// Whether this is a number that a line feed follows. It is not where the number is not plain, is long, or has something else
    /// behind it: then it has to be looked at byte by byte. Most numbers are digits with a point at most, which is soon seen.
    /// </summary>
    /// <param name="bytes">The number and what stands behind it.</param>
    /// <param name="length">The bytes of the number, if it is one.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool IsUsualNumber(Vector256<byte> bytes, out int length)
    {
        var lineFeeds = Vector256.Equals(bytes, Vector256.Create((byte)'\n')).ExtractMostSignificantBits();
        var within = (lineFeeds - 1) & ~lineFeeds;
        var digits = Vector256.LessThan(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)10)).ExtractMostSignificantBits() & within;
        var others = within ^ digits;
        length = BitOperations.TrailingZeroCount(lineFeeds);
        var points = Vector256.Equals(bytes, Vector256.Create((byte)'.')).ExtractMostSignificantBits();
        var isDecimal = (others & ((others - 1) | ~points)) == 0;
        return (isDecimal && digits != 0 && lineFeeds != 0) || IsUsualPower(bytes, within, digits, points & within);
    }

    /// <summary>The same for a number that may have a sign or a power, without a branch for what it looks like, which nobody could foretell.</summary>
    /// <param name="bytes">The number and what stands behind it.</param>
    /// <param name="within">One bit for each byte of the number: all, where no line feed follows.</param>
    /// <param name="digits">Those that are digits.</param>
    /// <param name="points">Those that are points.</param>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool IsUsualPower(Vector256<byte> bytes, uint within, uint digits, uint points)
    {
        var others = within ^ digits;
        var exponents = Vector256.Equals(bytes | Vector256.Create((byte)0x20), Vector256.Create((byte)'e')).ExtractMostSignificantBits() & within;
        var signs = (Vector256.Equals(bytes, Vector256.Create((byte)'+')) | Vector256.Equals(bytes, Vector256.Create((byte)'-')))
            .ExtractMostSignificantBits() & within;

        // Where there is no exponent this is all there is.
        var mantissa = (exponents - 1) & within;
        var power = within & ~mantissa & ~exponents & ~signs;
        return others == (points | exponents | signs)
            & (points & (points - 1)) == 0
            & (exponents & (exponents - 1)) == 0
            & (signs & ~(1 | (exponents << 1))) == 0
            & (points & ~mantissa) == 0
            & (digits & mantissa) != 0
            & (exponents == 0 | BitOperations.PopCount(power) is 1 or 2)
            & within != uint.MaxValue;
    }

    /// <summary>The place behind a number; null where it is not plain.</summary>
    public static byte* EndOfNumber(byte* value)
    {
        var at = value;
        if (*at is (byte)'-' or (byte)'+')
        {
            at++;
        }

        var digits = at;
        while (NameSyntax.IsDigitByte(*at))
        {
            at++;
        }

        var count = at - digits;
        if (*at == (byte)'.')
        {
            at++;
            digits = at;
            while (NameSyntax.IsDigitByte(*at))
            {
                at++;
            }

            count += at - digits;
        }

        if (count == 0)
        {
            at = EndOfSpecialValue(value);
            if (at == null)
            {
                return null;
            }
        }
        else if ((*at | 0x20) == 'e')
        {
            at++;
            if (*at is (byte)'-' or (byte)'+')
            {
                at++;
            }

            digits = at;
            while (NameSyntax.IsDigitByte(*at))
            {
                at++;
            }

            // Up to 10^99 times what has less than 200 digits: no double overflows.
            if (at - digits is 0 or > 2)
            {
                return null;
            }
        }

        if (count > 199)
        {
            return null;
        }

        return at;
    }

    /// <summary>The line feed behind a value, and its timestamp if it has one; null where they are not plain.</summary>
    /// <param name="value">The value.</param>
    /// <param name="end">The place behind the last line feed.</param>
    /// <param name="hasTimestamp">Whether there is a timestamp.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* EndOfValue(byte* value, byte* end, out bool hasTimestamp)
    {
        if (end - value >= NumberWindow && IsUsualNumber(Vector256.Load(value), out var length))
        {
            hasTimestamp = false;
            return value + length;
        }

        return EndOfAnyValue(value, out hasTimestamp);
    }

    private static byte* EndOfAnyValue(byte* value, out bool hasTimestamp)
    {
        hasTimestamp = false;
        var at = EndOfNumber(value);
        if (at == null)
        {
            return null;
        }

        if (*at == (byte)' ')
        {
            hasTimestamp = true;
            at++;
            var digits = at;
            while (NameSyntax.IsDigitByte(*at))
            {
                at++;
            }

            if (at - digits is 0 or > 18)
            {
                return null;
            }
        }

        return *at == (byte)'\n' ? at : null;
    }

    private static byte* EndOfSpecialValue(byte* value) =>
        value[0] == (byte)'N' && value[1] == (byte)'a' && value[2] == (byte)'N' ? value + 3
        : value[0] is (byte)'+' or (byte)'-' && value[1] == (byte)'I' && value[2] == (byte)'n' && value[3] == (byte)'f' ? value + 4
        : null;

    /// <summary>
    /// The place behind a name of a metric, whose first byte is known to be one. The bytes are told by their ranges, 64 at a
    /// time, so that one look nearly always is enough; those in front of the end one by one.
    /// </summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* EndOfName(byte* at, byte* end)
    {
        while (end - at >= Step)
        {
            var others = OtherThanName(Vector256.Load(at)) | ((ulong)OtherThanName(Vector256.Load(at + (Step / 2))) << (Step / 2));
            if (others != 0)
            {
                return at + BitOperations.TrailingZeroCount(others);
            }

            at += Step;
        }

        while (NameSyntax.IsMetricByte(*at))
        {
            at++;
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint OtherThanName(Vector256<byte> bytes)
    {
        var isLetter = Vector256.LessThan((bytes | Vector256.Create((byte)0x20)) - Vector256.Create((byte)'a'), Vector256.Create((byte)26));
        var isDigitOrColon = Vector256.LessThan(bytes - Vector256.Create((byte)'0'), Vector256.Create((byte)(':' - '0' + 1)));
        var isUnderscore = Vector256.Equals(bytes, Vector256.Create((byte)'_'));
        return ~(isLetter | isDigitOrColon | isUnderscore).ExtractMostSignificantBits();
    }

    /// <summary>The bytes of a metric's name; 0 where there is none.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    public static int LengthOfName(byte* at, byte* end) => NameSyntax.IsMetricStart(*at) ? (int)(EndOfName(at, end) - at) : 0;

    /// <summary>The first seven bytes of a line, of which eight are looked at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong KeywordAt(byte* line) => Unsafe.ReadUnaligned<ulong>(line) << 8 >> 8;

    /// <summary>What <see cref="KeywordAt"/> gives for a keyword of seven bytes, such as <c># HELP </c>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Keyword(ReadOnlySpan<byte> word) =>
        Unsafe.ReadUnaligned<uint>(in word[0]) | ((ulong)Unsafe.ReadUnaligned<uint>(in word[3]) << 24);

    /// <summary>The line feed that ends a line of metadata; null where no plain text stands behind the name and a blank.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* EndOfMetadata(byte* name, int nameLength, byte* end)
    {
        if (nameLength == 0 || name[nameLength] != (byte)' ')
        {
            return null;
        }

        // Looked for from the name on, which has no such bytes, so that it need not be waited for where that ends.
        var textEnd = EndOfText(name, end);
        return textEnd == name + nameLength + 1 || *textEnd != (byte)'\n' ? null : textEnd;
    }

    /// <summary>The line feed that ends a text, or the backslash in front of it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static byte* EndOfText(byte* at, byte* end)
    {
        for (; end - at >= Step; at += Step)
        {
            var stops = StopsOfText(Vector256.Load(at)) | ((ulong)StopsOfText(Vector256.Load(at + (Step / 2))) << (Step / 2));
            if (stops != 0)
            {
                return at + BitOperations.TrailingZeroCount(stops);
            }
        }

        while (*at is not ((byte)'\n' or (byte)'\\'))
        {
            at++;
        }

        return at;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static uint StopsOfText(Vector256<byte> bytes) =>
        (Vector256.Equals(bytes, Vector256.Create((byte)'\n')) | Vector256.Equals(bytes, Vector256.Create((byte)'\\'))).ExtractMostSignificantBits();

    /// <summary>Compares two names by their bytes. Both stand in front of <paramref name="end"/>.</summary>
    /// <returns>Less than 0 where the first comes before the second, more than 0 where it comes behind it.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int Compare(byte* first, int firstLength, byte* second, int secondLength, byte* end)
    {
        if (end - first >= Step && end - second >= Step)
        {
            var place = BitOperations.TrailingZeroCount(~SameBytes(first, second));
            var common = Math.Min(firstLength, secondLength);
            if (place < Math.Min(common, Step))
            {
                return first[place] - second[place];
            }

            if (common <= Step)
            {
                return firstLength - secondLength;
            }
        }

        return CompareAnywhere(first, firstLength, second, secondLength);
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static int CompareAnywhere(byte* first, int firstLength, byte* second, int secondLength) =>
        new ReadOnlySpan<byte>(first, firstLength).SequenceCompareTo(new ReadOnlySpan<byte>(second, secondLength));

    /// <summary>Whether one byte or more, <paramref name="length"/> of them, are the same at two places in front of <paramref name="end"/>.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool AreEqual(byte* first, byte* second, int length, byte* end)
    {
        if (length >= Step || end - first < Step || end - second < Step)
        {
            return AreEqualAnywhere(first, second, length, end);
        }

        return (SameBytes(first, second) | (ulong.MaxValue << length)) == ulong.MaxValue;
    }

    /// <summary>One bit for each of 64 bytes that is the same at both places.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong SameBytes(byte* first, byte* second) =>
        Vector256.Equals(Vector256.Load(first), Vector256.Load(second)).ExtractMostSignificantBits()
        | ((ulong)Vector256.Equals(Vector256.Load(first + (Step / 2)), Vector256.Load(second + (Step / 2))).ExtractMostSignificantBits() << (Step / 2));

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static bool AreEqualAnywhere(byte* first, byte* second, int length, byte* end) =>
        end - first >= length && end - second >= length
        && new ReadOnlySpan<byte>(first, length).SequenceEqual(new ReadOnlySpan<byte>(second, length));
}

using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PromMultiplexer.Exposition;

/// <content>
/// Lines as every library writes them, taken as they stand: one blank between the parts, none within the braces, no
/// quoted names, usual escapes, numbers of usual size. Whatever looks different is left alone, to be read again by the
/// whole grammar. Pointers stop at the last line feed at the latest, because nothing skips one; wider loads check that
/// they stay inside the source.
/// </content>
internal unsafe ref partial struct TextFormatReader
{
    private const int MostPlainLabels = 24;

    private bool TryTakePlainLine()
    {
        var line = _base + _position;
        return *line == (byte)'#' ? TryTakePlainMetadata(line) : TryTakePlainSample(line);
    }

    private bool TryTakePlainMetadata(byte* line)
    {
        var end = _base + _linesEnd;
        if (end - line < 16 || line[1] != (byte)' ')
        {
            return false;
        }

        var keyword = Unsafe.ReadUnaligned<uint>(line + 2);
        var isHelp = keyword == Keyword("HELP"u8);
        if ((!isHelp && keyword != Keyword("TYPE"u8)) || line[6] != (byte)' ' || !NameSyntax.IsMetricStart(line[7]))
        {
            return false;
        }

        var nameEnd = EndOfPlainName(line + 7);
        if (*nameEnd != (byte)' ')
        {
            return false;
        }

        var text = nameEnd + 1;
        var rest = new ReadOnlySpan<byte>(text, (int)(end - text));
        var length = rest.IndexOfAny((byte)'\n', (byte)'\\');
        if (length <= 0 || text[length] != (byte)'\n')
        {
            return false;
        }

        var type = MetricType.Untyped;
        if (!isHelp && !TypeNames.TryParseText(rest[..length], out type))
        {
            return false;
        }

        // In strict mode the page may break a rule here; the whole grammar tells which and where.
        if (_isStrict && _families.WouldObject(new Slice(Offset(line + 7), (int)(nameEnd - line - 7)), isHelp))
        {
            return false;
        }

        _families.Open(new Slice(Offset(line + 7), (int)(nameEnd - line - 7)));
        if (isHelp)
        {
            _families.SetHelp(new Slice(Offset(text), length));
        }
        else
        {
            _families.SetType(type);
        }

        _position = Offset(text + length + 1);
        return true;
    }

    private bool TryTakePlainSample(byte* line)
    {
        if (!NameSyntax.IsMetricStart(*line))
        {
            return false;
        }

        var last = _families.LastSampleName;
        var isSameName = !last.IsNone && last.Start >= 0 && IsSameName(line, last);
        var at = isSameName ? line + last.Length : EndOfPlainName(line);
        var nameLength = (int)(at - line);

        byte* bound = null;
        var boundLength = 0;
        var slotOffset = nameLength;
        var slot = LabelSlot.Braces;
        if (*at == (byte)'{')
        {
            if (!TryTakePlainLabels(ref at, line, ref slotOffset, ref slot, ref bound, ref boundLength))
            {
                return false;
            }
        }

        if (*at != (byte)' ')
        {
            return false;
        }

        var value = at + 1;
        var lineEnd = EndOfPlainValue(value);
        if (lineEnd == null)
        {
            return false;
        }

        if (!isSameName)
        {
            if (_isStrict && _families.WouldObjectToSample(new Slice(Offset(line), nameLength)))
            {
                return false;
            }

            _families.OpenSample(new Slice(Offset(line), nameLength));
        }

        if (!TypeVerdict.IsScalar(_families.CurrentType) && !Fits(value, bound, boundLength))
        {
            return false;
        }

        if (_series is not null && !_series.Add(new SampleLine(new ReadOnlySpan<byte>(line, (int)(lineEnd - line) + 1))))
        {
            return false;
        }

        _families.AddSample(Offset(line), (int)(lineEnd - line) + 1, slotOffset, slot);
        _position = Offset(lineEnd + 1);
        return true;
    }

    /// <summary>Goes from the opening brace to behind the closing one.</summary>
    /// <param name="at">The opening brace; then the place behind the closing one.</param>
    /// <param name="line">The start of the line.</param>
    /// <param name="slotOffset">Where in the line a label goes.</param>
    /// <param name="slot">What a label needs around it there.</param>
    /// <param name="bound">The value of the first <c>le</c> or <c>quantile</c>, where there is one.</param>
    /// <param name="boundLength">Its length.</param>
    private readonly bool TryTakePlainLabels(
        ref byte* at, byte* line, ref int slotOffset, ref LabelSlot slot, ref byte* bound, ref int boundLength)
    {
        var end = _base + _linesEnd;
        var names = stackalloc ulong[MostPlainLabels];
        var places = stackalloc byte*[MostPlainLabels];
        var count = 0;
        var p = at + 1;
        if (*p == (byte)'}')
        {
            slotOffset = (int)(p - line);
            slot = LabelSlot.Only;
            at = p + 1;
            return true;
        }

        while (true)
        {
            var name = p;
            if (!NameSyntax.IsLabelStart(*p) || count == MostPlainLabels || end - p < 32)
            {
                return false;
            }

            p++;
            while (NameSyntax.IsLabelByte(*p))
            {
                p++;
            }

            var length = (int)(p - name);
            if (p[0] != (byte)'=' || p[1] != (byte)'"' || (length == 8 && Unsafe.ReadUnaligned<ulong>(name) == MetricNameLabel))
            {
                return false;
            }

            // The first seven bytes and the length tell short names apart at once.
            var key = Unsafe.ReadUnaligned<ulong>(name);
            key = length < 8 ? (key & ((1UL << (length * 8)) - 1)) | ((ulong)length << 56) : key | (1UL << 63);
            for (var i = 0; i < count; i++)
            {
                if (names[i] == key && (length < 8 || IsSameLabel(places[i], name, length)))
                {
                    return false;
                }
            }

            names[count] = key;
            places[count++] = name;

            var value = p + 2;
            p = EndOfPlainLabelValue(value, end);
            if (p == null)
            {
                return false;
            }

            if (slot != LabelSlot.Before && (key == KeyOfLe || (length == 8 && Unsafe.ReadUnaligned<ulong>(name) == Quantile)))
            {
                slot = LabelSlot.Before;
                slotOffset = (int)(name - line);
                bound = value;
                boundLength = (int)(p - value);
            }

            p++;
            if (*p == (byte)',')
            {
                p++;
                continue;
            }

            if (*p != (byte)'}')
            {
                return false;
            }

            if (slot != LabelSlot.Before)
            {
                slot = LabelSlot.Last;
                slotOffset = (int)(p - line);
            }

            at = p + 1;
            return true;
        }
    }

    private static readonly ulong MetricNameLabel = Unsafe.ReadUnaligned<ulong>(ref System.Runtime.InteropServices.MemoryMarshal.GetReference("__name__"u8));

    private static readonly ulong Quantile = Unsafe.ReadUnaligned<ulong>(ref System.Runtime.InteropServices.MemoryMarshal.GetReference("quantile"u8));

    private static readonly ulong KeyOfLe = BitConverter.IsLittleEndian ? (2UL << 56) | ('e' << 8) | 'l' : 0;

    /// <summary>The quote that ends a label's value; null where the value is not plain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* EndOfPlainLabelValue(byte* at, byte* end)
    {
        var quote = Vector128.Create((byte)'"');
        var backslash = Vector128.Create((byte)'\\');
        var lineFeed = Vector128.Create((byte)'\n');
        while (end - at >= Vector128<byte>.Count)
        {
            var bytes = Vector128.Load(at);
            var stops = (Vector128.Equals(bytes, quote) | Vector128.Equals(bytes, backslash) | Vector128.Equals(bytes, lineFeed))
                .ExtractMostSignificantBits();
            if (stops == 0)
            {
                at += Vector128<byte>.Count;
                continue;
            }

            at += BitOperations.TrailingZeroCount(stops);
            if (*at == (byte)'"')
            {
                return at;
            }

            if (*at == (byte)'\n' || !(at[1] is (byte)'\\' or (byte)'n' or (byte)'"'))
            {
                return null;
            }

            at += 2;
        }

        return null;
    }

    /// <summary>The line feed behind a value, and its timestamp if it has one; null where they are not plain.</summary>
    private static byte* EndOfPlainValue(byte* value)
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

        if (*at == (byte)' ')
        {
            at++;
            digits = at;
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

    /// <summary>Whether the sample fits its family's type at first sight.</summary>
    private readonly bool Fits(byte* value, byte* bound, int boundLength)
    {
        var type = _families.CurrentType;
        var kind = _families.LastKind;
        if (!SampleSuffix.Belongs(type, kind) || (*value == (byte)'-' && SampleFit.IsCount(type, kind)))
        {
            return false;
        }

        var boundName = SampleFit.BoundOf(type);
        return bound == null
            ? !SampleFit.NeedsBound(type, kind)
            : (new ReadOnlySpan<byte>(bound - boundName.Length - 2, boundName.Length).SequenceEqual(boundName)
                && bound[-boundName.Length - 3] is (byte)'{' or (byte)','
                && NumberSyntax.IsFloat(new ReadOnlySpan<byte>(bound, boundLength)));
    }

    /// <summary>Whether the name at <paramref name="line"/> is the one at <paramref name="last"/>, to its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsSameName(byte* line, Slice last)
    {
        var length = last.Length;
        return _base + _linesEnd - line > length
            && line[length] is (byte)'{' or (byte)' '
            && new ReadOnlySpan<byte>(line, length).SequenceEqual(new ReadOnlySpan<byte>(_base + last.Start, length));
    }

    private static bool IsSameLabel(byte* first, byte* second, int length) =>
        first[length] == (byte)'='
        && new ReadOnlySpan<byte>(first, length).SequenceEqual(new ReadOnlySpan<byte>(second, length));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static byte* EndOfPlainName(byte* at)
    {
        while (NameSyntax.IsMetricByte(*at))
        {
            at++;
        }

        return at;
    }

    private static uint Keyword(ReadOnlySpan<byte> word) => Unsafe.ReadUnaligned<uint>(in word[0]);

    private readonly int Offset(byte* at) => (int)(at - _base);
}

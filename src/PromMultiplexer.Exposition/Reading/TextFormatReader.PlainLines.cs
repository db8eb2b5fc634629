using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <content>
/// Lines as every library writes them, taken as they stand: one blank between the parts, none within the braces, no
/// quoted names, usual escapes, numbers of usual size. Whatever looks different is left alone, to be read again by the
/// whole grammar. Pointers stop at the last line feed at the latest, because nothing skips one; wider loads check that
/// they stay inside the source.
/// </content>
internal unsafe ref partial struct TextFormatReader
{
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

        var nameEnd = PlainScanner.EndOfName(line + 7);
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
        // A name that stood in quotes may have bytes in it that end a name without them.
        var isSameName = !last.IsNone && last.Start >= 0 && !_into.HasQuotedNames && IsSameName(line, last);
        var at = isSameName ? line + last.Length : PlainScanner.EndOfName(line);
        var nameLength = (int)(at - line);

        byte* bound = null;
        var boundLength = 0;
        var slotOffset = nameLength;
        var slot = LabelSlot.Braces;
        if (*at == (byte)'{')
        {
            if (!PlainScanner.TryReadLabels(ref at, line, _base + _linesEnd, out var labels))
            {
                return false;
            }

            slot = labels.Slot;
            slotOffset = labels.SlotOffset;
            bound = labels.Bound;
            boundLength = labels.BoundLength;
        }

        if (*at != (byte)' ')
        {
            return false;
        }

        var value = at + 1;
        var lineEnd = PlainScanner.EndOfValue(value, _base + _linesEnd, out var hasTimestamp);
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

        _families.AddSample(Offset(line), (int)(lineEnd - line) + 1, slotOffset, slot, (int)(lineEnd - value) + 1);
        if (hasTimestamp)
        {
            _families.MarkTimeOrExemplar();
        }

        _position = Offset(lineEnd + 1);
        return true;
    }

    /// <summary>Whether the sample fits its family's type at first sight.</summary>
    private readonly bool Fits(byte* value, byte* bound, int boundLength)
    {
        var type = _families.CurrentType;
        var kind = _families.LastKind;
        if (!SampleSuffix.Belongs(type, kind, isOpenMetrics: false) || (*value == (byte)'-' && SampleFit.IsCount(type, kind)))
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

    private static uint Keyword(ReadOnlySpan<byte> word) => Unsafe.ReadUnaligned<uint>(in word[0]);

    private readonly int Offset(byte* at) => (int)(at - _base);
}

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
        if (end - line < 16)
        {
            return false;
        }

        var start = Unsafe.ReadUnaligned<ulong>(line) << 8 >> 8;
        var isHelp = start == Start("# HELP "u8);
        if (!isHelp && start != Start("# TYPE "u8))
        {
            return false;
        }

        // A TYPE line nearly always has the name of the HELP line in front of it.
        var name = line + 7;
        var nameLength = IsSameName(name, _families.CurrentName) ? _families.CurrentName.Length : LengthOfName(name);
        if (nameLength == 0 || name[nameLength] != (byte)' ')
        {
            return false;
        }

        var text = name + nameLength + 1;
        var textEnd = PlainScanner.EndOfText(text, end);
        if (textEnd == text || *textEnd != (byte)'\n')
        {
            return false;
        }

        var type = MetricType.Untyped;
        if (!isHelp && !TypeNames.TryParseText(new ReadOnlySpan<byte>(text, (int)(textEnd - text)), out type))
        {
            return false;
        }

        // In strict mode the page may break a rule here; the whole grammar tells which and where.
        if (_isStrict && _families.WouldObject(new Slice(Offset(name), nameLength), isHelp))
        {
            return false;
        }

        _families.Open(new Slice(Offset(name), nameLength));
        if (isHelp)
        {
            _families.SetHelp(new Slice(Offset(text), (int)(textEnd - text)));
        }
        else
        {
            _families.SetType(type);
            _families.KeepMetadata(_position, Offset(textEnd + 1));
        }

        _position = Offset(textEnd + 1);
        return true;
    }

    private bool TryTakePlainSample(byte* line)
    {
        // A line has the name of the one above, or else, as the first behind a TYPE line, nearly always that of its family.
        var end = _base + _linesEnd;
        var last = _families.LastSampleName;
        var isSameName = IsSameName(line, last);
        var nameLength = isSameName ? last.Length
            : IsSameName(line, _families.CurrentName) ? _families.CurrentName.Length
            : LengthOfName(line);
        if (nameLength == 0)
        {
            return false;
        }

        var at = line + nameLength;

        byte* bound = null;
        var boundLength = 0;
        var slotOffset = nameLength;
        var slot = LabelSlot.Braces;
        if (*at == (byte)'{')
        {
            if (!PlainScanner.TryReadLabels(ref at, line, end, _labelNames, out var labels))
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
        var lineEnd = PlainScanner.EndOfValue(value, end, out var hasTimestamp);
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

    /// <summary>The bytes of a metric's name; 0 where there is none.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int LengthOfName(byte* at) =>
        NameSyntax.IsMetricStart(*at) ? (int)(PlainScanner.EndOfName(at, _base + _linesEnd) - at) : 0;

    /// <summary>Whether the name at <paramref name="at"/> is the one at <paramref name="known"/>, to its end.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool IsSameName(byte* at, Slice known)
    {
        // A name that stood in quotes may have bytes in it that end a name without them.
        var end = _base + _linesEnd;
        return known.Start >= 0
            && known.Length > 0
            && !_into.HasQuotedNames
            && end - at > known.Length
            && at[known.Length] is (byte)'{' or (byte)' '
            && PlainScanner.AreEqual(at, _base + known.Start, known.Length, end);
    }

    /// <summary>What a line of metadata starts with, but for the last byte that is read.</summary>
    private static ulong Start(ReadOnlySpan<byte> word) =>
        Unsafe.ReadUnaligned<uint>(in word[0]) | ((ulong)Unsafe.ReadUnaligned<uint>(in word[3]) << 24);

    private readonly int Offset(byte* at) => (int)(at - _base);
}

using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <content>
/// Lines as every library writes them, taken as they stand: no quoted names, usual escapes, numbers of usual size. Whatever looks
/// different, or breaks a rule, is left alone, to be read again by the whole grammar. Pointers stop at the last line feed at the
/// latest, because nothing skips one; wider loads check that they stay inside the source.
/// </content>
internal unsafe ref partial struct OpenMetricsReader
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

        var start = PlainScanner.KeywordAt(line);
        var isHelp = start == PlainScanner.Keyword("# HELP "u8);
        var isType = start == PlainScanner.Keyword("# TYPE "u8);
        if (!isHelp && !isType && start != PlainScanner.Keyword("# UNIT "u8))
        {
            return false;
        }

        // The lines of a family nearly always stand together.
        var name = line + 7;
        var nameLength = IsSameName(name, _families.CurrentName) ? _families.CurrentName.Length : PlainScanner.LengthOfName(name, end);
        var textEnd = PlainScanner.EndOfMetadata(name, nameLength, end);
        if (textEnd == null)
        {
            return false;
        }

        var text = name + nameLength + 1;

        var bytes = new ReadOnlySpan<byte>(text, (int)(textEnd - text));
        var type = MetricType.Untyped;
        var isSound = isHelp
            || (isType ? TypeNames.TryParseOpenMetrics(bytes, out type) : UnitSuffix.Ends(new ReadOnlySpan<byte>(name, nameLength), bytes));
        if (!isSound)
        {
            return false;
        }

        var family = new Slice(Offset(name), nameLength);
        if (isHelp)
        {
            OpenFamily(family, OpenMetricsPieces.Metadata.Help);
            _families.SetHelp(new Slice(Offset(text), bytes.Length));
        }
        else if (isType)
        {
            OpenFamily(family, OpenMetricsPieces.Metadata.Type);
            _families.SetType(type);
        }
        else
        {
            OpenFamily(family, OpenMetricsPieces.Metadata.Unit);
            _families.SetUnit(new Slice(Offset(text), bytes.Length));
        }

        _position = Offset(textEnd + 1);
        return true;
    }

    private bool TryTakePlainSample(byte* line)
    {
        var end = _base + _linesEnd;
        var last = _families.LastSampleName;
        var isSameName = IsSameName(line, last);
        var nameLength = isSameName ? last.Length : PlainScanner.LengthOfName(line, end);
        if (nameLength == 0)
        {
            return false;
        }

        var at = line + nameLength;
        var labels = new PlainLabels { Slot = LabelSlot.Braces, SlotOffset = nameLength };
        if (*at == (byte)'{')
        {
            at = PlainScanner.EndOfLabels(at, line, end, _labelNames, seed: 0, ref labels);
        }

        if (at == null || *at != (byte)' ')
        {
            return false;
        }

        // A timestamp without a fraction is spelled as text spells it.
        var value = at + 1;
        var hasExemplar = false;
        var lineEnd = PlainScanner.EndOfValue(value, end, out var hasTimeOrExemplar);
        if (lineEnd == null)
        {
            lineEnd = EndOfTimeAndExemplar(value, end, out hasExemplar);
            hasTimeOrExemplar = true;
        }

        if (lineEnd == null)
        {
            return false;
        }

        if (!isSameName)
        {
            OpenSample(new Slice(Offset(line), nameLength));
        }

        if (hasExemplar && !MayHaveExemplar())
        {
            return false;
        }

        var length = (int)(lineEnd - line) + 1;
        if (!Fits(value, labels) && !SampleFit.Fits(
            _families.CurrentType, _families.LastKind, new SampleLine(new ReadOnlySpan<byte>(line, length)), isOpenMetrics: true))
        {
            _families.MarkMisfit();
        }

        _families.AddSample(_position, length, labels.SlotOffset, labels.Slot, (int)(lineEnd - value) + 1);
        if (hasTimeOrExemplar)
        {
            _families.MarkTimeOrExemplar();
        }

        _position += length;
        return true;
    }

    /// <summary>The line feed behind a value with a timestamp, an exemplar or both; null where they are not plain.</summary>
    private readonly byte* EndOfTimeAndExemplar(byte* value, byte* end, out bool hasExemplar)
    {
        hasExemplar = false;
        var at = EndOfNumberAndTime(value);
        if (at == null || *at == (byte)'\n')
        {
            return at;
        }

        if (at[0] != (byte)' ' || at[1] != (byte)'#' || at[2] != (byte)' ' || at[3] != (byte)'{')
        {
            return null;
        }

        // Fewer bytes than that, quotes and all, are few enough characters. A NUL among them is none that Prometheus takes.
        var labels = at + 3;
        var ofExemplar = default(PlainLabels);
        at = PlainScanner.EndOfLabels(labels, labels, end, _exemplarNames, seed: 0, ref ofExemplar);
        if (at == null
            || at - labels > MostExemplarCharacters
            || new ReadOnlySpan<byte>(labels, (int)(at - labels)).Contains((byte)0)
            || *at != (byte)' ')
        {
            return null;
        }

        hasExemplar = true;
        at = EndOfNumberAndTime(at + 1);
        return at != null && *at == (byte)'\n' ? at : null;
    }

    /// <summary>The place behind a number, and behind the timestamp that follows it, if any; null where they are not plain.</summary>
    private static byte* EndOfNumberAndTime(byte* number)
    {
        var at = PlainScanner.EndOfNumber(number);
        if (at == null || *at != (byte)' ')
        {
            return at;
        }

        // What is no number can be a value, but not a time.
        var time = at + 1;
        return NameSyntax.IsDigitByte(*time) ? PlainScanner.EndOfNumber(time) : at;
    }

    /// <summary>Whether the sample fits its family's type at first sight.</summary>
    private readonly bool Fits(byte* value, in PlainLabels labels)
    {
        var type = _families.CurrentType;
        if (type is MetricType.Untyped or MetricType.Gauge or MetricType.StateSet)
        {
            return true;
        }

        var kind = _families.LastKind;
        if (!SampleSuffix.Belongs(type, kind, isOpenMetrics: true) || (*value == (byte)'-' && SampleFit.IsCount(type, kind)))
        {
            return false;
        }

        var name = SampleFit.BoundOf(type);
        return name.IsEmpty || (labels.Bound == null
            ? !SampleFit.NeedsBound(type, kind)
            : new ReadOnlySpan<byte>(labels.Bound - name.Length - 2, name.Length).SequenceEqual(name)
                && labels.Bound[-name.Length - 3] is (byte)'{' or (byte)','
                && NumberSyntax.IsFloat(new ReadOnlySpan<byte>(labels.Bound, labels.BoundLength)));
    }

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

    private readonly int Offset(byte* at) => (int)(at - _base);
}

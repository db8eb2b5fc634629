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

        var start = PlainScanner.KeywordAt(line);
        var isHelp = start == PlainScanner.Keyword("# HELP "u8);
        if (!isHelp && start != PlainScanner.Keyword("# TYPE "u8))
        {
            return false;
        }

        // A TYPE line nearly always has the name of the HELP line in front of it.
        var name = line + 7;
        var nameLength = isHelp ? 0 : LengthOfKnownName(name, _families.CurrentName);
        nameLength = nameLength > 0 ? nameLength : PlainScanner.LengthOfName(name, end);
        var textEnd = PlainScanner.EndOfMetadata(name, nameLength, end);
        if (textEnd == null)
        {
            return false;
        }

        var text = name + nameLength + 1;

        if (isHelp && TryTakeHeader(name, nameLength, text, textEnd))
        {
            return true;
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

    /// <summary>Takes the HELP line of a family that is new and the TYPE line behind it together, as they nearly always stand.</summary>
    private bool TryTakeHeader(byte* name, int nameLength, byte* text, byte* textEnd)
    {
        const int Keyword = 7;
        var line = textEnd + 1;
        var word = line + Keyword + nameLength + 1;
        var end = _base + _linesEnd;
        if (end - word < sizeof(ulong)
            || PlainScanner.KeywordAt(line) != PlainScanner.Keyword("# TYPE "u8)
            || word[-1] != (byte)' '
            || !PlainScanner.AreEqual(line + Keyword, name, nameLength, end)
            || !TypeNames.TryTakeText(new ReadOnlySpan<byte>(word, (int)(end - word)), out var type, out var length))
        {
            return false;
        }

        var place = Offset(word + length);
        var help = new Slice(Offset(text), (int)(textEnd - text));
        if (!_families.TryDeclare(new Slice(Offset(name), nameLength), help, type, metadataLength: place - _position))
        {
            return false;
        }

        _position = place;
        return true;
    }

    private bool TryTakePlainSample(byte* line)
    {
        var end = _base + _linesEnd;
        var isSameName = false;
        var isOwnName = false;
        var nameLength = LengthOfKnownName(line, _families.LastSampleName);
        var kind = SampleKind.Plain;
        if (nameLength > 0)
        {
            isSameName = true;
        }
        else
        {
            nameLength = LengthOfOwnName(line, out kind);
            isOwnName = nameLength > 0;
            nameLength = isOwnName ? nameLength : PlainScanner.LengthOfName(line, end);
            if (nameLength == 0)
            {
                return false;
            }
        }

        var at = line + nameLength;

        byte* bound = null;
        var boundLength = 0;
        var labelHash = 0UL;
        var slotOffset = nameLength;
        var slot = LabelSlot.Braces;
        if (*at == (byte)'{')
        {
            if (!PlainScanner.TryReadLabels(ref at, line, end, _labelNames, _series is null ? 0 : _series.Seed, out var labels))
            {
                return false;
            }

            slot = labels.Slot;
            slotOffset = labels.SlotOffset;
            bound = labels.Bound;
            boundLength = labels.BoundLength;
            labelHash = labels.Hash;
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

        if (isOwnName)
        {
            _families.OpenOwnSample(new Slice(Offset(line), nameLength), kind);
        }
        else if (!isSameName)
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

        if (_isStrict && !IsNewSeries(line, nameLength, labelHash, value, hasTimestamp))
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

    /// <summary>Not inlined, so that tolerant reading does not pay for it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsNewSeries(byte* line, int nameLength, ulong labelHash, byte* value, bool hasTimestamp)
    {
        var seed = _series!.Seed;
        var name = _families.LastSampleName.Start;
        if (name != _hashedName)
        {
            _hashedName = name;
            _nameHash = ByteHash.Of(new ReadOnlySpan<byte>(line, nameLength), seed);
        }

        var hash = _nameHash + labelHash;
        if (hasTimestamp)
        {
            var rest = new ReadOnlySpan<byte>(value, (int)(_base + _linesEnd - value));
            hash += ByteHash.Of(rest[(rest.IndexOf((byte)' ') + 1)..rest.IndexOf((byte)'\n')], seed);
        }

        return _series.Add(Offset(line), hash);
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

    /// <summary>
    /// The bytes of a name that is one of the current family's, as that of the first line behind a TYPE line nearly always is; 0 where
    /// it is not, or is not known to be.
    /// </summary>
    /// <param name="line">The start of the line.</param>
    /// <param name="kind">Which of the family's names it is.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int LengthOfOwnName(byte* line, out SampleKind kind)
    {
        kind = SampleKind.Plain;
        var family = _families.CurrentName;
        if (!StartsWith(line, family))
        {
            return 0;
        }

        var behind = line + family.Length;
        if (*behind is (byte)'{' or (byte)' ')
        {
            return family.Length;
        }

        var type = _families.CurrentType;
        if (TypeVerdict.IsScalar(type) || *behind != (byte)'_')
        {
            return 0;
        }

        kind = SampleSuffix.FindInText(new ReadOnlySpan<byte>(behind, (int)(_base + _linesEnd - behind)));
        return kind != SampleKind.Plain && SampleSuffix.Belongs(type, kind, isOpenMetrics: false)
            ? family.Length + SampleSuffix.Of(kind).Length
            : 0;
    }

    /// <summary>The bytes of the name where it is this one, which has been met before; else 0.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly int LengthOfKnownName(byte* at, Slice known) =>
        StartsWith(at, known) && at[known.Length] is (byte)'{' or (byte)' ' ? known.Length : 0;

    /// <summary>Whether what stands here starts with a name that was met before, with a byte behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly bool StartsWith(byte* at, Slice known)
    {
        // A name that stood in quotes may have bytes in it that end a name without them.
        var end = _base + _linesEnd;
        return known.Start >= 0
            && known.Length > 0
            && !_hasQuotedNames
            && end - at > known.Length
            && PlainScanner.AreEqual(at, _base + known.Start, known.Length, end);
    }

    private readonly int Offset(byte* at) => (int)(at - _base);
}

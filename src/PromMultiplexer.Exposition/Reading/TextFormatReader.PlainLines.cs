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
    /// <summary>Takes a line of metadata.</summary>
    /// <returns>The place behind it; null where it is not plain.</returns>
    private byte* TakePlainMetadata(byte* line)
    {
        var behindHeader = TakeHeader(line);
        if (behindHeader != null)
        {
            return behindHeader;
        }

        var end = _linesEnd;
        if (end - line < 16)
        {
            return null;
        }

        var start = PlainScanner.KeywordAt(line);
        var isHelp = start == PlainScanner.Keyword("# HELP "u8);
        if (!isHelp && start != PlainScanner.Keyword("# TYPE "u8))
        {
            return null;
        }

        // A TYPE line nearly always has the name of the HELP line in front of it.
        var name = line + 7;
        var nameLength = isHelp ? 0 : LengthOfKnownName(name, _families.CurrentName);
        nameLength = nameLength > 0 ? nameLength : PlainScanner.LengthOfName(name, end);
        var textEnd = PlainScanner.EndOfMetadata(name, nameLength, end);
        if (textEnd == null)
        {
            return null;
        }

        var text = name + nameLength + 1;
        var type = MetricType.Untyped;
        if (!isHelp && !TypeNames.TryParseText(new ReadOnlySpan<byte>(text, (int)(textEnd - text)), out type))
        {
            return null;
        }

        // In strict mode the page may break a rule here; the whole grammar tells which and where.
        if (_isStrict && _families.WouldObject(new Slice(Offset(name), nameLength), isHelp))
        {
            return null;
        }

        _lastNameLength = 0;
        _families.Open(new Slice(Offset(name), nameLength));
        if (isHelp)
        {
            _families.SetHelp(new Slice(Offset(text), (int)(textEnd - text)));
        }
        else
        {
            _families.SetType(type);
            _families.KeepMetadata(Offset(line), Offset(textEnd + 1));
        }

        return textEnd + 1;
    }

    /// <summary>Takes the HELP line of a family that is new and the TYPE line behind it together, as they nearly always stand.</summary>
    /// <returns>The place behind them; null where they are not plain, or do not stand there.</returns>
    private byte* TakeHeader(byte* line)
    {
        const int Keyword = 7;
        var end = _linesEnd;
        var name = line + Keyword;
        if (end - line < 16 || PlainScanner.KeywordAt(line) != PlainScanner.Keyword("# HELP "u8) || !NameSyntax.IsMetricStart(*name))
        {
            return null;
        }

        var nameLength = (int)(PlainScanner.EndOfName(name, end) - name);
        var textEnd = PlainScanner.EndOfMetadata(name, nameLength, end);
        if (textEnd == null)
        {
            return null;
        }

        var type = textEnd + 1;
        var word = type + Keyword + nameLength + 1;
        if (end - word < sizeof(ulong)
            || PlainScanner.KeywordAt(type) != PlainScanner.Keyword("# TYPE "u8)
            || word[-1] != (byte)' '
            || !PlainScanner.AreEqual(type + Keyword, name, nameLength, end)
            || !TypeNames.TryTakeText(new ReadOnlySpan<byte>(word, (int)(end - word)), out var metricType, out var length))
        {
            return null;
        }

        var text = name + nameLength + 1;
        var metadataLength = (int)(word - line) + length;
        var family = new Slice(Offset(name), nameLength);
        if (!_families.TryDeclare(family, new Slice(Offset(text), (int)(textEnd - text)), metricType, metadataLength))
        {
            return null;
        }

        _lastNameLength = 0;
        if (TypeVerdict.IsScalar(metricType))
        {
            // Nearly always a sample follows that has this name.
            _families.OpenOwnSample(family, SampleKind.Plain);
            _lastName = name;
            _lastNameLength = nameLength;
        }

        return line + metadataLength;
    }

    /// <summary>Takes a sample.</summary>
    /// <returns>The place behind it; null where it is not plain.</returns>
    private byte* TakePlainSample(byte* line)
    {
        var end = _linesEnd;
        var nameLength = _lastNameLength;
        var kind = SampleKind.Plain;
        var isOwnName = false;
        var isSameName = nameLength > 0
            && end - line > nameLength
            && PlainScanner.AreEqual(line, _lastName, nameLength, end)
            && line[nameLength] is (byte)'{' or (byte)' ';
        if (!isSameName)
        {
            nameLength = LengthOfOwnName(line, out kind);
            isOwnName = nameLength > 0;
            if (!isOwnName && (nameLength = PlainScanner.LengthOfName(line, end)) == 0)
            {
                return null;
            }
        }

        var at = line + nameLength;
        var labels = new PlainLabels { Slot = LabelSlot.Braces, SlotOffset = nameLength };
        if (*at == (byte)'{')
        {
            at = PlainScanner.EndOfLabels(at, line, end, _labelNames, _series is null ? 0 : _series.Seed, ref labels);
        }

        var value = at + 1;
        if (at == null || *at != (byte)' ' || PlainScanner.EndOfValue(value, end, out var hasTimestamp) is var lineEnd && lineEnd == null)
        {
            return null;
        }

        if (!isSameName && !TryOpenSample(line, nameLength, isOwnName, kind))
        {
            return null;
        }

        if (!TypeVerdict.IsScalar(_families.CurrentType) && !Fits(value, labels))
        {
            return null;
        }

        if (_isStrict && !IsNewSeries(line, nameLength, labels.Hash, value, hasTimestamp))
        {
            return null;
        }

        var length = (int)(lineEnd - line) + 1;
        _families.AddSample(Offset(line), length, labels.SlotOffset, labels.Slot, (int)(lineEnd - value) + 1);
        if (hasTimestamp)
        {
            _families.MarkTimeOrExemplar();
        }

        return lineEnd + 1;
    }

    /// <summary>Goes over to a sample of another name than the last.</summary>
    /// <returns><see langword="false"/> where strict mode has something against it.</returns>
    private bool TryOpenSample(byte* line, int nameLength, bool isOwnName, SampleKind kind)
    {
        var name = new Slice(Offset(line), nameLength);
        if (isOwnName)
        {
            _families.OpenOwnSample(name, kind);
        }
        else if (_isStrict && _families.WouldObjectToSample(name))
        {
            return false;
        }
        else
        {
            _families.OpenSample(name);
        }

        _lastName = line;
        _lastNameLength = nameLength;
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
            var rest = new ReadOnlySpan<byte>(value, (int)(_linesEnd - value));
            hash += ByteHash.Of(rest[(rest.IndexOf((byte)' ') + 1)..rest.IndexOf((byte)'\n')], seed);
        }

        return _series.Add(Offset(line), hash);
    }

    /// <summary>Whether the sample fits its family's type at first sight.</summary>
    private readonly bool Fits(byte* value, in PlainLabels labels)
    {
        var type = _families.CurrentType;
        var kind = _families.LastKind;
        if (!SampleSuffix.Belongs(type, kind, isOpenMetrics: false) || (*value == (byte)'-' && SampleFit.IsCount(type, kind)))
        {
            return false;
        }

        var boundName = SampleFit.BoundOf(type);
        return labels.Bound == null
            ? !SampleFit.NeedsBound(type, kind)
            : (new ReadOnlySpan<byte>(labels.Bound - boundName.Length - 2, boundName.Length).SequenceEqual(boundName)
                && labels.Bound[-boundName.Length - 3] is (byte)'{' or (byte)','
                && NumberSyntax.IsFloat(new ReadOnlySpan<byte>(labels.Bound, labels.BoundLength)));
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

        kind = SampleSuffix.FindInText(new ReadOnlySpan<byte>(behind, (int)(_linesEnd - behind)));
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
        var end = _linesEnd;
        return known.Start >= 0
            && known.Length > 0
            && !_hasQuotedNames
            && end - at > known.Length
            && PlainScanner.AreEqual(at, _base + known.Start, known.Length, end);
    }

    private readonly int Offset(byte* at) => (int)(at - _base);
}

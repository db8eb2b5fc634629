using System.Text;
using System.Text.Unicode;

namespace PromMultiplexer.Exposition;

/// <content>The whole grammar, as Prometheus' own lexer has it: blanks nearly anywhere, quoted names, odd escapes.</content>
internal unsafe ref partial struct TextFormatReader
{
    private const string NotAName = "a quoted name that is empty, is not valid UTF-8, has a NUL or a stray backslash";

    private ReadError? ReadAnyLine()
    {
        var start = _position;
        var at = SkipBlanks(start);
        if (at == _source.Length)
        {
            _position = at;
            return null;
        }

        switch (_source[at])
        {
            case (byte)'\n':
                _position = at + 1;
                return null;
            case (byte)'#':
                return ReadComment(at);
            case 0 when !_isStrict:
                // Prometheus takes a NUL here for the end of the page.
                _position = _source.Length;
                return null;
            case (byte)'{':
                return ReadSample(at, nameEnd: at);
            case var first when NameSyntax.IsMetricStart(first):
                return at == start
                    ? ReadSample(at, EndOfName(at))
                    : Error(start, "blanks in front of a metric name");
            default:
                return Error(at, "expected a metric name, a comment or an empty line");
        }
    }

    private ReadError? ReadComment(int hash)
    {
        var end = _source[hash..].IndexOf((byte)'\n');
        var lineEnd = end < 0 ? _source.Length : hash + end;
        var line = _source[..lineEnd];
        var at = SkipBlanks(hash + 1, lineEnd);
        var isHelp = line[at..].StartsWith("HELP"u8);
        var keywordEnd = at + 4;
        var isMetadata = (isHelp || line[at..].StartsWith("TYPE"u8)) && keywordEnd < lineEnd && IsBlank(line[keywordEnd]);
        if (isMetadata && at == hash + 1)
        {
            // A comment to Prometheus, metadata to its Go library.
            if (_isStrict)
            {
                return Error(at, "expected a blank between # and HELP or TYPE");
            }

            isMetadata = false;
        }

        if (!isMetadata)
        {
            if (!_isStrict && IsEndedByNul(line[hash..], at - hash))
            {
                _position = _source.Length;
                return null;
            }

            _position = Math.Min(lineEnd + 1, _source.Length);
            return null;
        }

        at = SkipBlanks(keywordEnd, lineEnd);
        if (!TryReadMetadataName(at, out var name, out var nameEnd))
        {
            return Error(at, isHelp ? "expected a metric name behind HELP" : "expected a metric name behind TYPE");
        }

        // A quoted name can have a line feed in it.
        end = _source[nameEnd..].IndexOf((byte)'\n');
        lineEnd = end < 0 ? _source.Length : nameEnd + end;
        line = _source[..lineEnd];

        // One byte, whatever it is but a NUL, sets the name and the text apart.
        if (nameEnd < lineEnd && (line[nameEnd] == 0 || (_isStrict && !IsBlank(line[nameEnd]))))
        {
            return Error(nameEnd, "expected a blank behind a metric name");
        }

        var text = nameEnd < lineEnd ? line[(nameEnd + 1)..] : default;
        if (!name.IsNone && _families.Open(name) is { } misplaced)
        {
            return Error(hash, misplaced);
        }

        if ((isHelp ? SetHelp(name, text, nameEnd + 1) : SetType(name, text, nameEnd + 1)) is { } error)
        {
            return error;
        }

        _position = Math.Min(lineEnd + 1, _source.Length);
        return null;
    }

    /// <summary>Whether Prometheus' lexer meets the end of the page in a comment: where a NUL is not skipped as part of a text.</summary>
    private static bool IsEndedByNul(ReadOnlySpan<byte> comment, int textStart) => textStart == 1
        ? comment.Contains((byte)0)
        : textStart < comment.Length && comment[textStart] == 0;

    /// <summary>Finds the name in a HELP or TYPE line: <see cref="Slice.None"/> where it is one that no sample can have.</summary>
    private readonly bool TryReadMetadataName(int at, out Slice name, out int nameEnd)
    {
        name = Slice.None;
        nameEnd = at;
        if (at < _source.Length && NameSyntax.IsMetricStart(_source[at]))
        {
            nameEnd = EndOfName(at);
            name = new Slice(at, nameEnd - at);
            return true;
        }

        if (at == _source.Length || _source[at] != (byte)'"' || !QuotedText.TryFindEnd(_source, at, allowLineFeed: true, out var quote))
        {
            return false;
        }

        nameEnd = quote + 1;
        if (QuotedText.TryTake(_into, at + 1, quote, _isUtf8, _isStrict, out name))
        {
            _into.HasQuotedNames |= !NameSyntax.IsMetricName(_into.BytesOf(name));
            return true;
        }

        name = Slice.None;
        return !_isStrict && !_source[at..quote].Contains((byte)0);
    }

    private ReadError? SetHelp(Slice name, ReadOnlySpan<byte> text, int at)
    {
        if (text.IsEmpty)
        {
            // It says nothing; another line or another source may know better.
            return null;
        }

        // The byte that sets it apart may have been the first of a character.
        if ((!_isUtf8 || _source[at - 1] > 0x7f) && !Utf8.IsValid(text))
        {
            return Error(at, "HELP text is not valid UTF-8");
        }

        if (name.IsNone)
        {
            return null;
        }

        var odd = QuotedText.OddEscape(text, isQuoted: false);
        if (odd >= 0 && _isStrict)
        {
            return Error(at + odd, "expected \\\\ or \\n in a HELP text");
        }

        var help = odd < 0 ? new Slice(at, text.Length) : QuotedText.Respell(_into, text, isQuoted: false);
        return _families.SetHelp(help) is { } reason ? Error(at, reason) : null;
    }

    private readonly ReadError? SetType(Slice name, ReadOnlySpan<byte> text, int at)
    {
        var isKnown = TypeNames.TryParseText(text, out var type);
        return !isKnown ? Error(at, "expected counter, gauge, histogram, summary or untyped")
            : !name.IsNone && _families.SetType(type) is { } reason ? Error(at, reason)
            : null;
    }

    private ReadError? ReadSample(int start, int nameEnd)
    {
        var arena = _into.Arena;
        var arenaStart = arena.Length;
        var name = nameEnd > start ? new Slice(start, nameEnd - start) : Slice.None;
        var at = SkipBlanks(nameEnd);
        var labels = SpelledLabels.Take();
        var hasBraces = at < _source.Length && _source[at] == (byte)'{';
        if (hasBraces)
        {
            if (ReadLabels(ref at, ref name, labels) is { } error)
            {
                return error;
            }

            at = SkipBlanks(at);
        }

        if (name.IsNone)
        {
            return Error(start, "a sample without a metric name");
        }

        var valueStart = at;
        while (at < _source.Length && _source[at] is not ((byte)'{' or (byte)' ' or (byte)'\t' or (byte)'\n'))
        {
            at++;
        }

        var value = new Slice(valueStart, at - valueStart);
        if (value.Length == 0)
        {
            return Error(valueStart, "expected a value");
        }

        if (!NumberSyntax.IsFloat(_into.BytesOf(value)))
        {
            return Error(valueStart, "expected a number as the value");
        }

        var valueEnd = at;
        at = SkipBlanks(at);
        var timestamp = new Slice(at, 0);
        if (at == _source.Length || _source[at] == (byte)'\n')
        {
            // To Prometheus' Go library a timestamp has to follow a blank.
            if (_isStrict && at > valueEnd)
            {
                return Error(valueEnd, "expected a timestamp behind a blank, or the end of the line without one");
            }
        }
        else
        {
            var timestampStart = at;
            while (at < _source.Length && NameSyntax.IsDigitByte(_source[at]))
            {
                at++;
            }

            timestamp = new Slice(timestampStart, at - timestampStart);
            var end = SkipBlanks(at);
            if (timestamp.Length == 0 || !NumberSyntax.IsTimestamp(_into.BytesOf(timestamp)))
            {
                return Error(timestampStart, "expected a timestamp in milliseconds or the end of the line");
            }

            if (end < _source.Length && _source[end] != (byte)'\n')
            {
                return Error(end, "expected the end of the line behind the timestamp");
            }

            if (_isStrict && end > at)
            {
                return Error(at, "expected the end of the line behind the timestamp, without a blank");
            }

            at = end;
        }

        _position = Math.Min(at + 1, _source.Length);
        if (LabelTwins.TryFind(_into, labels, out var second))
        {
            if (_isStrict)
            {
                return Error(second, LabelTwins.Fault);
            }

            if (LabelTwins.TryRemoveEmpty(_into, labels))
            {
                return AddSample(start, name, hasBraces, labels, value, timestamp);
            }

            arena.Truncate(arenaStart);
            if (_into.DroppedSampleCount++ == 0)
            {
                _into.FirstDroppedSample = Error(second, LabelTwins.Fault);
            }

            return null;
        }

        return AddSample(start, name, hasBraces, labels, value, timestamp);
    }

    /// <summary>Reads what stands in braces, from the opening one to behind the closing one.</summary>
    private readonly ReadError? ReadLabels(ref int at, ref Slice metric, List<SpelledLabel> labels)
    {
        at = SkipBlanks(at + 1);
        while (true)
        {
            if (at == _source.Length)
            {
                return Error(at, "expected '}'");
            }

            if (_source[at] == (byte)'}')
            {
                at++;
                return null;
            }

            var nameStart = at;
            var isName = true;
            Slice name;
            if (_source[at] == (byte)'"')
            {
                if (!QuotedText.TryFindEnd(_source, at, allowLineFeed: true, out var quote))
                {
                    return Error(nameStart, "a quoted name without an end");
                }

                isName = QuotedText.TryTake(_into, at + 1, quote, _isUtf8, _isStrict, out name);
                at = SkipBlanks(quote + 1);
                var isMetric = at < _source.Length && _source[at] is (byte)',' or (byte)'}';
                if (!isName && (_isStrict || isMetric || _source[nameStart..quote].Contains((byte)0)))
                {
                    return Error(nameStart, NotAName);
                }

                if (isMetric)
                {
                    if (!metric.IsNone)
                    {
                        return Error(nameStart, "a second metric name");
                    }

                    metric = name;
                    at = _source[at] == (byte)',' ? SkipBlanks(at + 1) : at;
                    continue;
                }
            }
            else if (NameSyntax.IsLabelStart(_source[at]))
            {
                while (at < _source.Length && NameSyntax.IsLabelByte(_source[at]))
                {
                    at++;
                }

                name = new Slice(nameStart, at - nameStart);
                at = SkipBlanks(at);
            }
            else
            {
                return Error(at, "expected a label name or '}'");
            }

            if (at == _source.Length || _source[at] != (byte)'=')
            {
                return Error(at, "expected '=' behind a label name");
            }

            at = SkipBlanks(at + 1);
            if (at == _source.Length || _source[at] != (byte)'"')
            {
                return Error(at, "expected a label value in double quotes");
            }

            if (!QuotedText.TryFindEnd(_source, at, allowLineFeed: true, out var valueEnd))
            {
                return Error(at, "a label value without an end");
            }

            if (ReadLabelValue(at + 1, valueEnd, out var value) is { } error)
            {
                return error;
            }

            if (isName)
            {
                if (_into.BytesOf(name).SequenceEqual(LabelTwins.MetricName) && (_isStrict || value.Length == 0))
                {
                    return Error(nameStart, _isStrict ? "the label name __name__ is reserved" : "an empty label __name__");
                }

                labels.Add(new SpelledLabel(name, value, nameStart));
            }
            else if (value.Length > 0)
            {
                return Error(nameStart, NotAName);
            }

            at = SkipBlanks(valueEnd + 1);
            if (at < _source.Length && _source[at] == (byte)',')
            {
                at = SkipBlanks(at + 1);
            }
            else if (at < _source.Length && _source[at] != (byte)'}'
                && (_isStrict || !(NameSyntax.IsLabelStart(_source[at]) || _source[at] == (byte)'"')))
            {
                // Prometheus itself does without the comma.
                return Error(at, "expected ',' or '}' behind a label value");
            }
        }
    }

    private readonly ReadError? ReadLabelValue(int start, int end, out Slice value)
    {
        var text = _source[start..end];
        value = new Slice(start, text.Length);
        if (!_isUtf8 && !Utf8.IsValid(text))
        {
            return Error(start, "a label value that is not valid UTF-8");
        }

        var odd = QuotedText.OddEscape(text, isQuoted: true);
        if (odd >= 0)
        {
            if (_isStrict)
            {
                return Error(start + odd, text[odd] == (byte)'\n'
                    ? "a line feed in a label value"
                    : "expected \\\\, \\n or \\\" in a label value");
            }

            value = QuotedText.Respell(_into, text, isQuoted: true);
        }

        return null;
    }

    /// <summary>Spells the sample as the index keeps it and adds it to its family.</summary>
    private readonly ReadError? AddSample(
        int start, Slice name, bool hasBraces, List<SpelledLabel> labels, Slice value, Slice timestamp)
    {
        if (_families.LastSampleName.IsNone || !_into.BytesOf(_families.LastSampleName).SequenceEqual(_into.BytesOf(name)))
        {
            if (_families.OpenSample(name) is { } reason)
            {
                return Error(start, reason);
            }
        }

        var type = _families.CurrentType;
        var isFit = SampleSuffix.Belongs(type, _families.LastKind, isOpenMetrics: false);
        var bound = SampleFit.BoundOf(type);
        var hasBound = false;
        foreach (var label in labels)
        {
            _labelNames->Met.Add(LabelNameFilter.KeyOf(_into.BytesOf(label.Name)));
            if (!hasBound && _into.BytesOf(label.Name).SequenceEqual(bound))
            {
                hasBound = true;
                if (!NumberSyntax.IsFloat(_into.BytesOf(label.Value)))
                {
                    isFit = false;
                    if (_isStrict)
                    {
                        return Error(label.Offset, $"expected a number as the value of {Encoding.ASCII.GetString(bound)}");
                    }
                }
            }
        }

        if (SampleFit.IsCount(type, _families.LastKind) && SampleFit.IsNegative(_into.BytesOf(value)))
        {
            isFit = false;
            if (_isStrict)
            {
                return Error(start, "a negative count in a histogram");
            }
        }

        var line = LineSpelling.Begin(_into, start, name, hasBraces, labels, out var slot, out var slotOffset);
        var spelled = LineSpelling.End(_into, line, slot, value, timestamp, Slice.None);
        var tailLength = 0;
        if (name.Start >= 0 && _source[start..].StartsWith(_into.BytesOf(spelled)))
        {
            // There was nothing odd about it after all.
            spelled = new Slice(start, spelled.Length);
            tailLength = start + spelled.Length - value.Start;
            _into.Arena.Truncate(line - sizeof(int));
        }

        if (_series?.Add(spelled) == false)
        {
            return Error(start, "the same series twice");
        }

        _families.AddSample(spelled.Start, spelled.Length, slotOffset, slot, tailLength);
        if (timestamp.Length > 0)
        {
            _families.MarkTimeOrExemplar();
        }

        if (!isFit || (!hasBound && SampleFit.NeedsBound(type, _families.LastKind)))
        {
            _families.MarkMisfit();
        }

        return null;
    }

    private readonly int EndOfName(int at)
    {
        while (at < _source.Length && NameSyntax.IsMetricByte(_source[at]))
        {
            at++;
        }

        return at;
    }

    private readonly int SkipBlanks(int at) => SkipBlanks(at, _source.Length);

    private readonly int SkipBlanks(int at, int end)
    {
        while (at < end && IsBlank(_source[at]))
        {
            at++;
        }

        return at;
    }

    private static bool IsBlank(byte value) => value is (byte)' ' or (byte)'\t';
}

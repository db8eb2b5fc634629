using System.Text.Unicode;

namespace PromMultiplexer.Exposition;

/// <content>Samples with their exemplars.</content>
internal unsafe ref partial struct OpenMetricsReader
{
    /// <summary>The most characters that the labels of an exemplar may have together, names included.</summary>
    internal const int MostExemplarCharacters = 128;

    private ReadError? ReadSample()
    {
        var start = _position;
        var at = start;
        var name = Slice.None;
        while (at < _source.Length && NameSyntax.IsMetricByte(_source[at]) && (at > start || NameSyntax.IsMetricStart(_source[at])))
        {
            at++;
        }

        if (at > start)
        {
            name = new Slice(start, at - start);
        }
        else if (_source[at] != (byte)'{')
        {
            return Error(at, _source[at] == (byte)'\n' ? "an empty line" : "expected a metric name or '# '");
        }

        var isOdd = false;
        var labels = SpelledLabels.Take();
        var hasBraces = at < _source.Length && _source[at] == (byte)'{';
        if (hasBraces && ReadLabels(ref at, ref name, labels, isExemplar: false, ref isOdd) is { } labelError)
        {
            return labelError;
        }

        if (name.IsNone)
        {
            return Error(start, "a sample without a metric name");
        }

        if (ReadWord(ref at, out var value) is { } valueError)
        {
            return valueError;
        }

        if (!NumberSyntax.IsFloat(_into.BytesOf(value)))
        {
            return Error(value.Start, "expected a number as the value");
        }

        var timestamp = Slice.None;
        if (at < _source.Length && _source[at] == (byte)' ' && !IsExemplar(at))
        {
            if (ReadTimestamp(ref at, out timestamp) is { } timestampError)
            {
                return timestampError;
            }
        }

        var exemplar = Slice.None;
        var exemplarStart = at + " # "u8.Length;
        var isExemplarSound = true;
        var samples = labels.Count;
        if (at < _source.Length && IsExemplar(at))
        {
            if (ReadExemplar(ref at, labels, out exemplar, out isExemplarSound) is { } exemplarError)
            {
                return exemplarError;
            }

            labels.RemoveRange(samples, labels.Count - samples);
        }

        if (at == _source.Length)
        {
            return Error(at, "the page does not end with # EOF");
        }

        if (_source[at] != (byte)'\n')
        {
            return Error(at, "expected the end of the line");
        }

        _position = at + 1;
        if (LabelTwins.TryFind(_into, labels, out var second))
        {
            if (_isStrict)
            {
                return Error(second, LabelTwins.Fault);
            }

            if (!LabelTwins.TryRemoveEmpty(_into, labels))
            {
                if (_into.DroppedSampleCount++ == 0)
                {
                    _into.FirstDroppedSample = Error(second, LabelTwins.Fault);
                }

                return null;
            }

            isOdd = true;
        }

        foreach (var label in labels)
        {
            _labelNames->Met.Add(LabelNameFilter.KeyOf(_into.BytesOf(label.Name)));
        }

        if (_families.LastSampleName is var last && (last.IsNone || !_into.BytesOf(last).SequenceEqual(_into.BytesOf(name))))
        {
            OpenSample(name);
        }

        var keepsExemplar = !exemplar.IsNone && isExemplarSound && MayHaveExemplar();
        _into.HasQuotedNames |= keepsExemplar && HasQuotedName(_into.BytesOf(exemplar));

        // One that was spelled anew does not stand in the source.
        isOdd |= !exemplar.IsNone && (!keepsExemplar || exemplar.Start < 0);
        var isStrictExemplarWrong = _isStrict && !exemplar.IsNone && !keepsExemplar;
        if (isStrictExemplarWrong)
        {
            return Error(exemplarStart, isExemplarSound
                ? "an exemplar on a sample that cannot have one"
                : "an exemplar with a label twice or more than 128 characters");
        }

        var spelled = Spell(start, name, hasBraces, labels, value, timestamp, keepsExemplar ? exemplar : Slice.None, isOdd,
            out var slot, out var slotOffset);
        var line = new SampleLine(_into.BytesOf(spelled));
        if (_rules?.AddSample(line) is { } broken)
        {
            return Error(start, broken);
        }

        var isFit = SampleFit.Fits(_families.CurrentType, _families.LastKind, line, isOpenMetrics: true);
        _families.AddSample(
            spelled.Start, spelled.Length, slotOffset, slot, tailLength: spelled.Start == start ? start + spelled.Length - value.Start : 0);
        if (!timestamp.IsNone || keepsExemplar)
        {
            _families.MarkTimeOrExemplar();
        }

        if (!isFit)
        {
            _families.MarkMisfit();
        }

        return null;
    }

    /// <summary>Reads what stands in braces, from the opening one to behind the closing one.</summary>
    private readonly ReadError? ReadLabels(ref int at, ref Slice metric, List<SpelledLabel> labels, bool isExemplar, ref bool isOdd)
    {
        at++;
        while (true)
        {
            if (at == _source.Length)
            {
                return Error(at, "expected '}'");
            }

            if (_source[at] == (byte)'}')
            {
                isOdd |= _source[at - 1] == (byte)',';
                at++;
                return null;
            }

            var nameStart = at;
            Slice name;
            if (_source[at] == (byte)'"')
            {
                // Prometheus takes a label without a name where it stands in an exemplar.
                var isFound = QuotedText.TryFindEnd(_source, at, allowLineFeed: !isExemplar, out var quote);
                var isNameless = isFound && isExemplar && !_isStrict && quote == at + 1;
                if (!isFound || (!QuotedText.TryTake(_into, at + 1, quote, _isUtf8, _isStrict, out name) && !isNameless))
                {
                    return Error(nameStart, "a quoted name that has no end, is empty, is not valid UTF-8 or has a stray backslash");
                }

                at = quote + 1;
                if (!isExemplar && at < _source.Length && _source[at] is (byte)',' or (byte)'}')
                {
                    if (!metric.IsNone)
                    {
                        return Error(nameStart, "a second metric name");
                    }

                    metric = name;

                    // The name is kept as the first thing within the braces, and without quotes where it needs none.
                    isOdd |= labels.Count > 0 || name.Start < 0 || NameSyntax.IsMetricName(_into.BytesOf(name));
                    at += _source[at] == (byte)',' ? 1 : 0;
                    continue;
                }

                isOdd |= name.Start < 0 || NameSyntax.IsLabelName(_into.BytesOf(name));
            }
            else if (NameSyntax.IsLabelStart(_source[at]))
            {
                while (at < _source.Length && NameSyntax.IsLabelByte(_source[at]))
                {
                    at++;
                }

                name = new Slice(nameStart, at - nameStart);
            }
            else
            {
                return Error(at, "expected a label name or '}'");
            }

            if (at == _source.Length || _source[at] != (byte)'=')
            {
                return Error(at, "expected '=' behind a label name");
            }

            at++;
            if (at == _source.Length || _source[at] != (byte)'"')
            {
                return Error(at, "expected a label value in double quotes");
            }

            if (!QuotedText.TryFindEnd(_source, at, allowLineFeed: false, out var valueEnd))
            {
                return Error(at, "a label value without an end");
            }

            // Prometheus takes a NUL anywhere else.
            if (isExemplar && _source[at..valueEnd].IndexOf((byte)0) is >= 0 and var nul)
            {
                return Error(at + nul, "a NUL in an exemplar");
            }

            if (ReadLabelValue(at + 1, valueEnd, out var value) is { } error)
            {
                return error;
            }

            isOdd |= value.Start < 0;
            labels.Add(new SpelledLabel(name, value, nameStart));
            at = valueEnd + 1;
            if (at < _source.Length && _source[at] == (byte)',')
            {
                at++;
                if (_isStrict && at < _source.Length && _source[at] == (byte)'}')
                {
                    return Error(at, "expected a label name behind ','");
                }
            }
            else if (at == _source.Length || _source[at] != (byte)'}')
            {
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

        if (QuotedText.OddEscape(text, isQuoted: true) >= 0)
        {
            value = QuotedText.Respell(_into, text, isQuoted: true);
        }

        return null;
    }

    /// <summary>Reads a blank and what stands behind it up to the next.</summary>
    private readonly ReadError? ReadWord(ref int at, out Slice word)
    {
        word = Slice.None;
        if (at == _source.Length || _source[at] != (byte)' ')
        {
            return Error(at, "expected a blank and a value");
        }

        var start = ++at;
        while (at < _source.Length && _source[at] is not ((byte)' ' or (byte)'\n'))
        {
            at++;
        }

        word = new Slice(start, at - start);
        return at == start ? Error(start, "expected a value") : null;
    }

    private readonly ReadError? ReadTimestamp(ref int at, out Slice timestamp)
    {
        if (ReadWord(ref at, out timestamp) is { } error)
        {
            return error;
        }

        var text = _into.BytesOf(timestamp);
        return NumberSyntax.IsFloat(text) && double.IsFinite(NumberSyntax.ParseFloat(text))
            ? null
            : Error(timestamp.Start, "expected a timestamp in seconds");
    }

    private readonly bool IsExemplar(int at) => _source[at..].StartsWith(" # {"u8);

    private readonly ReadError? ReadExemplar(ref int at, List<SpelledLabel> labels, out Slice exemplar, out bool isSound)
    {
        exemplar = Slice.None;
        isSound = true;
        at += " # "u8.Length;
        var start = at;
        var first = labels.Count;
        var isOdd = false;
        var none = Slice.None;
        if (ReadLabels(ref at, ref none, labels, isExemplar: true, ref isOdd) is { } labelError)
        {
            return labelError;
        }

        var labelsEnd = at;
        if (ReadWord(ref at, out var value) is { } valueError)
        {
            return valueError;
        }

        if (!NumberSyntax.IsFloat(_into.BytesOf(value)))
        {
            return Error(value.Start, "expected a number as the value of the exemplar");
        }

        if (at < _source.Length && _source[at] == (byte)' ' && ReadTimestamp(ref at, out _) is { } timestampError)
        {
            return timestampError;
        }

        exemplar = new Slice(start, at - start);
        var characters = 0;
        for (var i = first; i < labels.Count && characters <= MostExemplarCharacters; i++)
        {
            isSound &= labels[i].Name.Length > 0;
            characters += TextEscape.CountCharacters(_into.BytesOf(labels[i].Name)) + TextEscape.CountCharacters(_into.BytesOf(labels[i].Value));
            for (var j = first; j < i; j++)
            {
                isSound &= !_into.BytesOf(labels[i].Name).SequenceEqual(_into.BytesOf(labels[j].Name));
            }
        }

        isSound &= characters <= MostExemplarCharacters;
        if (isOdd && isSound)
        {
            exemplar = SpellExemplar(labels, first, labelsEnd, at);
        }

        return null;
    }

    private readonly Slice SpellExemplar(List<SpelledLabel> labels, int first, int restStart, int restEnd)
    {
        var arena = _into.Arena;
        var start = arena.Length;
        arena.Append((byte)'{');
        for (var i = first; i < labels.Count; i++)
        {
            if (i > first)
            {
                arena.Append((byte)',');
            }

            LineSpelling.Append(_into, labels[i]);
        }

        arena.Append((byte)'}');
        arena.Append(_source[restStart..restEnd]);
        return arena.SliceFrom(start);
    }

    private static bool HasQuotedName(ReadOnlySpan<byte> exemplar)
    {
        foreach (var label in new LabelSpanEnumerator(exemplar, start: 1))
        {
            if (!NameSyntax.IsLabelName(label.Name))
            {
                return true;
            }
        }

        return false;
    }

    private readonly bool MayHaveExemplar() => (_families.CurrentType, _families.LastKind) is
        (MetricType.Counter, SampleKind.Total)
        or (MetricType.Histogram, SampleKind.Bucket)
        or (MetricType.GaugeHistogram, SampleKind.Bucket);

    /// <summary>The line as the index keeps it: where nothing about it is odd, the one of the source.</summary>
    private readonly Slice Spell(
        int start, Slice name, bool hasBraces, List<SpelledLabel> labels, Slice value, Slice timestamp, Slice exemplar, bool isOdd,
        out LabelSlot slot, out int slotOffset)
    {
        var line = LineSpelling.Begin(_into, start, name, hasBraces, labels, out slot, out slotOffset);
        if (isOdd)
        {
            return LineSpelling.End(_into, line, slot, value, timestamp, exemplar);
        }

        _into.Arena.Truncate(line - sizeof(int));
        return new Slice(start, _position - start);
    }
}

namespace PromMultiplexer.Exposition;

/// <summary>
/// Spells names, and the lines of samples that have such names, anew in the arena of a page: where a name stood in quotes
/// stands its escaped form, without.
/// </summary>
internal sealed class SampleEscaper
{
    private readonly ParsedExposition _page;
    private readonly Comparison<Slice> _byBytes;

    /// <summary>The label names of the line at hand, as they are spelled now.</summary>
    private readonly List<Slice> _names = [];

    /// <summary>A name without its backslashes.</summary>
    private byte[] _plain = [];

    public SampleEscaper(ParsedExposition page)
    {
        _page = page;
        _byBytes = (a, b) => _page.BytesOf(a).SequenceCompareTo(_page.BytesOf(b));
    }

    public NameEscaping Escaping { get; set; }

    /// <summary>Spells the name of a family.</summary>
    public Slice EscapeName(ReadOnlySpan<byte> name)
    {
        var start = _page.Arena.Length;
        AppendName(name, NameKind.Metric);
        return _page.Arena.SliceFrom(start);
    }

    /// <summary>Spells a sample of another page over the same source, where it has to be spelled anew.</summary>
    /// <param name="source">The other page.</param>
    /// <param name="family">The family that the sample goes to, under its new name.</param>
    /// <param name="sample">The sample.</param>
    /// <returns><see langword="false"/> where two of its labels have the same name now.</returns>
    public bool TryEscape(ParsedExposition source, in FamilyEntry family, ref SampleEntry sample)
    {
        var bytes = source.BytesOf(sample.Line);
        var line = new SampleLine(bytes);
        if (!line.IsNameQuoted && !HasQuotedName(line))
        {
            return true;
        }

        var arena = _page.Arena;
        var before = arena.Length;

        // A line that takes no further label is never asked for its place.
        arena.AppendPlace(sample.Slot == LabelSlot.None ? 0 : source.PlaceOf(sample));
        var start = arena.Length;
        if (line.IsNameQuoted)
        {
            arena.AppendOwn(~family.Name.Start, family.BaseLength);
            arena.Append(SampleSuffix.Of(sample.Kind));
        }
        else
        {
            arena.Append(line.Name);
        }

        if (!TryAppendLabels(line, start, ref sample))
        {
            arena.Truncate(before);
            return false;
        }

        if (line.Exemplar.IsEmpty)
        {
            arena.Append(bytes[line.LabelsEnd..]);
        }
        else
        {
            arena.Append(bytes[line.LabelsEnd..^(" # "u8.Length + line.Exemplar.Length + 1)]);
            AppendExemplar(line.Exemplar);
            arena.Append((byte)'\n');
        }

        var spelled = arena.SliceFrom(start);
        sample.Start = spelled.Start;
        sample.Length = spelled.Length;
        return true;
    }

    private static bool HasQuotedName(SampleLine line) =>
        (line.HasLabelSet && HasQuotedName(line.Labels))
        || (!line.Exemplar.IsEmpty && HasQuotedName(new LabelSpanEnumerator(line.Exemplar, start: 1)));

    private static bool HasQuotedName(LabelSpanEnumerator labels)
    {
        foreach (var label in labels)
        {
            if (!NameSyntax.IsLabelName(label.Name))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Spells what stands in the braces, and them where there is anything to put in or the source has them, and finds the label slot.</summary>
    private bool TryAppendLabels(SampleLine line, int start, ref SampleEntry sample)
    {
        var arena = _page.Arena;
        var slot = LabelSlot.Braces;
        var slotPlace = arena.Length;
        if (line.HasLabelSet)
        {
            arena.Append((byte)'{');
            if (!TryAppendLabels(line.Labels, keepEmpty: true, out var bound))
            {
                // An empty label is no label to anybody, so it may be that only one of the two is.
                arena.Truncate(slotPlace + 1);
                if (!TryAppendLabels(line.Labels, keepEmpty: false, out bound))
                {
                    return false;
                }
            }

            if (_names.Count == 0 && line.IsNameQuoted)
            {
                // The braces were there for the name.
                arena.Truncate(slotPlace);
            }
            else
            {
                slot = _names.Count == 0 ? LabelSlot.Only : bound < 0 ? LabelSlot.Last : LabelSlot.Before;
                slotPlace = bound < 0 ? arena.Length : bound;
                arena.Append((byte)'}');
            }
        }

        if (sample.Slot != LabelSlot.None)
        {
            sample.Slot = slot;
            sample.SlotOffset = slotPlace - start;
        }

        return true;
    }

    /// <summary>Spells labels, set apart by commas.</summary>
    /// <param name="labels">The labels.</param>
    /// <param name="keepEmpty">Whether to spell those that have no value.</param>
    /// <param name="bound">The place of the first <c>le</c> or <c>quantile</c>; -1 where there is none.</param>
    /// <returns><see langword="false"/> where two of them have the same name now.</returns>
    private bool TryAppendLabels(LabelSpanEnumerator labels, bool keepEmpty, out int bound)
    {
        var arena = _page.Arena;
        var isEscaped = false;
        bound = -1;
        _names.Clear();
        foreach (var label in labels)
        {
            if (label.Value.IsEmpty && !keepEmpty)
            {
                continue;
            }

            if (_names.Count > 0)
            {
                arena.Append((byte)',');
            }

            var start = arena.Length;
            if (NameSyntax.IsLabelName(label.Name))
            {
                bound = bound < 0 && (label.Name.SequenceEqual("le"u8) || label.Name.SequenceEqual("quantile"u8)) ? start : bound;
                arena.Append(label.Name);
            }
            else
            {
                AppendName(label.Name, NameKind.Label);
                isEscaped = true;
                if (arena.Written[start..].SequenceEqual("__name__"u8))
                {
                    // That is what the metric's own name is filed under.
                    return false;
                }
            }

            _names.Add(arena.SliceFrom(start));
            arena.Append("=\""u8);
            arena.Append(label.Value);
            arena.Append((byte)'"');
        }

        return !isEscaped || !HasTwins();
    }

    private bool HasTwins()
    {
        _names.Sort(_byBytes);
        for (var i = 1; i < _names.Count; i++)
        {
            if (_byBytes(_names[i - 1], _names[i]) == 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Spells an exemplar, where it is still one that OpenMetrics allows.</summary>
    private void AppendExemplar(ReadOnlySpan<byte> exemplar)
    {
        var arena = _page.Arena;
        var start = arena.Length;
        var labels = new LabelSpanEnumerator(exemplar, start: 1);
        var characters = 0;
        while (labels.MoveNext())
        {
            characters += TextEscape.CountCharacters(labels.Current.Value);
        }

        arena.Append(" # {"u8);
        var isSound = TryAppendLabels(new LabelSpanEnumerator(exemplar, start: 1), keepEmpty: true, out _);
        foreach (var name in _names)
        {
            characters += name.Length;
        }

        if (!isSound || characters > OpenMetricsReader.MostExemplarCharacters)
        {
            arena.Truncate(start);
            return;
        }

        arena.Append(exemplar[(labels.End - 1)..]);
    }

    private void AppendName(ReadOnlySpan<byte> name, NameKind kind)
    {
        if (name.Contains((byte)'\\'))
        {
            if (_plain.Length < name.Length)
            {
                _plain = new byte[name.Length * 2];
            }

            name = _plain.AsSpan(0, TextEscape.Unescape(name, _plain));
        }

        var length = NameEscaper.MeasureEscaped(name, kind, Escaping);
        NameEscaper.TryEscape(name, kind, Escaping, _page.Arena.GetSpan(length), out _);
        _page.Arena.Advance(length);
    }
}

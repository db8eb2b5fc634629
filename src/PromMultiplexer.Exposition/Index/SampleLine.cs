namespace PromMultiplexer.Exposition;

/// <summary>
/// The parts of a sample's line as the index keeps it: <c>name{label="value",...} value timestamp</c>, each part set
/// apart by one blank, a name that needs quotes as the first thing within the braces. OpenMetrics lines may have an
/// exemplar behind them: <c># {label="value",...} value timestamp</c>.
/// </summary>
internal readonly ref struct SampleLine
{
    private readonly ReadOnlySpan<byte> _line;
    private readonly int _labels;

    public SampleLine(ReadOnlySpan<byte> line)
    {
        _line = line;
        var end = line.IndexOfAny((byte)'{', (byte)' ');
        if (line[end] == (byte)' ')
        {
            Name = line[..end];
            LabelsEnd = end;
        }
        else if (end > 0)
        {
            Name = line[..end];
            _labels = end + 1;
        }
        else
        {
            var nameEnd = LabelSpanEnumerator.EndOfQuoted(line, 1);
            Name = line[2..(nameEnd - 1)];
            IsNameQuoted = true;
            _labels = nameEnd;
        }

        if (_labels > 0)
        {
            var labels = Labels;
            while (labels.MoveNext())
            {
            }

            LabelsEnd = labels.End;
        }

        var rest = line[(LabelsEnd + 1)..];
        var valueEnd = rest.IndexOfAny((byte)' ', (byte)'\n');
        Value = rest[..valueEnd];
        ValueEnd = line.Length - rest.Length + valueEnd;
        rest = rest[valueEnd..];
        if (rest[0] == (byte)' ' && rest[1] != (byte)'#')
        {
            rest = rest[1..];
            var timestampEnd = rest.IndexOfAny((byte)' ', (byte)'\n');
            Timestamp = rest[..timestampEnd];
            rest = rest[timestampEnd..];
        }

        if (rest[0] == (byte)' ')
        {
            Exemplar = rest[3..^1];
        }
    }

    /// <summary>The name without quotes, escaped where it was quoted.</summary>
    public ReadOnlySpan<byte> Name { get; }

    public bool IsNameQuoted { get; }

    /// <summary>Whether the line has braces.</summary>
    public bool HasLabelSet => _labels > 0;

    /// <summary>The place of the first label, or of the comma in front of it. Only to be asked for where <see cref="HasLabelSet"/> holds.</summary>
    public int LabelsStart => _labels;

    /// <summary>The place behind the name, or behind the closing brace.</summary>
    public int LabelsEnd { get; }

    /// <summary>The value as it is spelled.</summary>
    public ReadOnlySpan<byte> Value { get; }

    /// <summary>The place behind the value.</summary>
    public int ValueEnd { get; }

    /// <summary>The exemplar from its opening brace on; empty where there is none.</summary>
    public ReadOnlySpan<byte> Exemplar { get; }

    /// <summary>The timestamp as it is spelled; empty where there is none.</summary>
    public ReadOnlySpan<byte> Timestamp { get; }

    /// <summary>The labels. Only to be asked for where <see cref="HasLabelSet"/> holds.</summary>
    public LabelSpanEnumerator Labels => new(_line, _labels);

    /// <summary>A label of the line as it is spelled: name, sign and value in quotes.</summary>
    public ReadOnlySpan<byte> BytesOf(LabelSpan label) => _line[label.Start..label.End];
}

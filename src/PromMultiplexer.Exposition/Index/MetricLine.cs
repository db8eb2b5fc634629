namespace PromMultiplexer.Exposition;

/// <summary>
/// A sample's line as to which metric it is of: its labels, but for the one that tells bucket or quantile. Lines as every library
/// writes them have the labels at places that the index tells; any other line is read again.
/// </summary>
internal readonly ref struct MetricLine
{
    private readonly ReadOnlySpan<byte> _bytes;
    private readonly ReadOnlySpan<byte> _boundName;
    private readonly int _length;
    private readonly bool _hasTimeOrExemplar;

    /// <summary>The labels are known to stand from one of these places to the other, the bound in front of the third.</summary>
    private readonly bool _isPlain;
    private readonly int _labels;
    private readonly int _metricEnd;
    private readonly int _boundEnd;

    /// <summary>Looks at a line.</summary>
    /// <param name="bytes">The line, and what stands behind it.</param>
    /// <param name="sample">What the index knows of it.</param>
    /// <param name="baseLength">The bytes that the names of the family's samples have in common; 0 where that is not to be relied on.</param>
    /// <param name="bound">The label that does not tell the metric; empty where there is none.</param>
    public MetricLine(ReadOnlySpan<byte> bytes, scoped in SampleEntry sample, int baseLength, ReadOnlySpan<byte> bound)
    {
        _bytes = bytes;
        _length = sample.Length;
        _hasTimeOrExemplar = sample.HasTimeOrExemplar;
        _boundName = bound;
        if (baseLength == 0 || sample.TailLength == 0 || sample.Slot == LabelSlot.None)
        {
            return;
        }

        var name = baseLength + SampleSuffix.LengthOf(sample.Kind);
        var value = sample.Length - sample.TailLength;
        if (sample.Slot == LabelSlot.Braces)
        {
            _labels = _metricEnd = _boundEnd = name;
            _isPlain = value == name + 1;
            return;
        }

        _labels = name + 1;
        var end = value - "} ".Length;
        if (end < _labels || bytes[name] != (byte)'{')
        {
            return;
        }

        if (bound.IsEmpty || sample.Slot != LabelSlot.Before)
        {
            // The slot tells of no other bounds.
            _metricEnd = _boundEnd = end;
            _isPlain = bound.IsEmpty || bound.SequenceEqual("le"u8) || bound.SequenceEqual("quantile"u8);
            return;
        }

        // The bound nearly always is the last label, and its value has no quote in it then.
        var pair = bytes[sample.SlotOffset..end];
        if (pair.StartsWith(bound)
            && pair[bound.Length] == (byte)'='
            && !pair[(bound.Length + 2)..^1].ContainsAny((byte)'"', (byte)'\\'))
        {
            _metricEnd = Math.Max(_labels, sample.SlotOffset - 1);
            _boundEnd = end;
            _isPlain = true;
        }
    }

    /// <summary>The timestamp as it is spelled; empty where there is none.</summary>
    public ReadOnlySpan<byte> Timestamp => _hasTimeOrExemplar ? new SampleLine(Line).Timestamp : default;

    private ReadOnlySpan<byte> Line => _bytes[.._length];

    private ReadOnlySpan<byte> Metric => _bytes[_labels.._metricEnd];

    /// <summary>The value of the bound.</summary>
    /// <returns>Whether there is one.</returns>
    public bool TryGetBound(out ReadOnlySpan<byte> bound)
    {
        bound = default;
        if (_isPlain)
        {
            if (_boundEnd == _metricEnd)
            {
                return false;
            }

            bound = _bytes[(_metricEnd + (_metricEnd > _labels ? 1 : 0) + _boundName.Length + "=\"".Length)..(_boundEnd - 1)];
            return true;
        }

        var line = new SampleLine(Line);
        if (line.HasLabelSet)
        {
            foreach (var label in line.Labels)
            {
                if (label.Name.SequenceEqual(_boundName))
                {
                    bound = label.Value;
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>Whether two lines are of one metric.</summary>
    public bool IsOfMetricOf(scoped in MetricLine other)
    {
        if (_isPlain && other._isPlain)
        {
            var one = Metric;
            var two = other.Metric;
            if (one.SequenceEqual(two))
            {
                return true;
            }

            // Within a value it is that label which differs. Between values it may be nothing but the order.
            var same = one[..one.CommonPrefixLength(two)];
            if ((same.Count((byte)'"') & 1) == 1 && !same.Contains((byte)'\\'))
            {
                return false;
            }
        }

        return MetricIdentity.AreSame(new SampleLine(Line), _boundName, new SampleLine(other.Line), other._boundName);
    }

    /// <summary>A number that is the same for lines of one metric, and most likely another for others.</summary>
    public ulong Hash() => _isPlain
        ? MetricIdentity.HashOf(_bytes[_labels..], _metricEnd - _labels)
        : MetricIdentity.HashOf(new SampleLine(Line), _boundName, out _);
}

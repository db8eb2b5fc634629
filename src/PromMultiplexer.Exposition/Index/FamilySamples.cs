using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Goes through the samples of a family in the order of the page, or through those of some kinds, and tells metrics apart. Lines as
/// every library writes them have their parts at places that the index tells; any other line is read again.
/// </summary>
internal ref struct FamilySamples
{
    private readonly ParsedExposition _page;
    private readonly ReadOnlySpan<byte> _source;
    private readonly ReadOnlySpan<SampleEntry> _samples;
    private readonly ReadOnlySpan<byte> _bound;
    private readonly bool _isBoundAtSlot;

    /// <summary>The bytes that the names of all samples start with; 0 where names of the page stand in quotes.</summary>
    private readonly int _baseLength;
    private readonly ushort _kinds;
    private int _nextRun;
    private int _at;
    private int _end;

    /// <summary>Starts in front of the first sample.</summary>
    /// <param name="page">Whose family it is.</param>
    /// <param name="family">The family.</param>
    /// <param name="kinds">One bit for each kind.</param>
    /// <param name="bound">The label of samples with a bound that does not tell their metric; empty where there is none.</param>
    public FamilySamples(
        ParsedExposition page, scoped in FamilyEntry family, ushort kinds = FamilyEntry.AllKinds, ReadOnlySpan<byte> bound = default)
    {
        _page = page;
        _source = page.Source.Span;
        _samples = page.Samples.AsSpan();
        _bound = bound;
        _isBoundAtSlot = bound.SequenceEqual("le"u8) || bound.SequenceEqual("quantile"u8);
        _baseLength = page.HasQuotedNames ? 0 : family.BaseLength;
        _kinds = kinds;
        _nextRun = family.FirstRun;
        _at = -1;
    }

    /// <summary>Which of the page's samples it is.</summary>
    public readonly int Index => _at;

    public readonly SampleKind Kind => _samples[_at].Kind;

    public readonly ReadOnlySpan<byte> Line
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => LineOf(_at);
    }

    /// <summary>The value as it is spelled.</summary>
    public readonly ReadOnlySpan<byte> Value
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ref readonly var sample = ref _samples[_at];
            return sample.Start < 0 || sample.TailLength == 0 ? new SampleLine(LineOf(_at)).Value
                : sample.HasTimeOrExemplar ? FirstWord(TailOf(sample))
                : TailOf(sample);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool MoveNext()
    {
        do
        {
            _at++;
            if (_at >= _end && !TryStartRun())
            {
                return false;
            }
        }
        while ((_kinds & (1 << (int)_samples[_at].Kind)) == 0);
        return true;
    }

    /// <summary>The labels that tell the sample's metric.</summary>
    public readonly MetricPlace Metric
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get
        {
            ref readonly var sample = ref _samples[_at];
            var name = sample.Start + _baseLength + SampleSuffix.LengthOf(sample.Kind);
            if (_baseLength == 0
                || sample.Start < 0
                || sample.TailLength == 0
                || sample.Slot == LabelSlot.None
                || _source[name] != (byte)(sample.Slot == LabelSlot.Braces ? ' ' : '{'))
            {
                return new MetricPlace(_at, -1, 0, 0);
            }

            if (sample.Slot == LabelSlot.Braces)
            {
                return new MetricPlace(_at, name, 0, 0);
            }

            var start = name + 1;
            var end = sample.ValueStart - "} ".Length;
            return HasBound(sample.Kind) && (sample.Slot == LabelSlot.Before || !_isBoundAtSlot)
                ? MetricInFrontOfBound(start, end)
                : new MetricPlace(_at, start, end - start, 0);
        }
    }

    /// <summary>Whether two samples are of one metric.</summary>
    public readonly bool AreSame(MetricPlace first, MetricPlace second)
    {
        if (first.IsKnown && second.IsKnown)
        {
            var one = BytesOf(first);
            var two = BytesOf(second);
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

        return MetricIdentity.AreSame(
            new SampleLine(LineOf(first.Sample)), BoundOf(first.Sample), new SampleLine(LineOf(second.Sample)), BoundOf(second.Sample));
    }

    /// <summary>A number that is the same for samples of one metric, and most likely another for others.</summary>
    public readonly ulong Hash(MetricPlace metric) => metric.IsKnown
        ? MetricIdentity.HashOf(_source[metric.Start..], metric.Length)
        : MetricIdentity.HashOf(new SampleLine(LineOf(metric.Sample)), BoundOf(metric.Sample), out _);

    /// <summary>The value of the label that does not tell the metric.</summary>
    /// <returns>Whether the sample has that label.</returns>
    public readonly bool TryGetBound(MetricPlace metric, out ReadOnlySpan<byte> bound)
    {
        bound = default;
        if (metric.IsKnown)
        {
            if (metric.BoundLength == 0)
            {
                return false;
            }

            var end = metric.Start + metric.Length + metric.BoundLength;
            bound = _source[(end - metric.BoundLength + (metric.Length > 0 ? 1 : 0) + _bound.Length + "=\"".Length)..(end - 1)];
            return true;
        }

        var name = BoundOf(metric.Sample);
        var line = new SampleLine(LineOf(metric.Sample));
        if (line.HasLabelSet && !name.IsEmpty)
        {
            foreach (var label in line.Labels)
            {
                if (label.Name.SequenceEqual(name))
                {
                    bound = label.Value;
                    return true;
                }
            }
        }

        return false;
    }

    /// <summary>The timestamp of a sample as it is spelled; empty where there is none.</summary>
    public readonly ReadOnlySpan<byte> TimestampOf(MetricPlace metric)
    {
        ref readonly var sample = ref _samples[metric.Sample];
        if (!sample.HasTimeOrExemplar)
        {
            return default;
        }

        if (sample.Start < 0 || sample.TailLength == 0)
        {
            return new SampleLine(LineOf(metric.Sample)).Timestamp;
        }

        var tail = TailOf(sample);
        var behind = tail[FirstWord(tail).Length..];
        return behind.IsEmpty || behind[1] == (byte)'#' ? default : FirstWord(behind[1..]);
    }

    /// <summary>What stands on the line from the value on.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ReadOnlySpan<byte> TailOf(in SampleEntry sample) => _source.Slice(sample.ValueStart, sample.TailLength - 1);

    private static ReadOnlySpan<byte> FirstWord(ReadOnlySpan<byte> text) => text.IndexOf((byte)' ') is >= 0 and var blank ? text[..blank] : text;

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private readonly ReadOnlySpan<byte> LineOf(int index)
    {
        ref readonly var sample = ref _samples[index];
        return sample.Start >= 0 ? _source.Slice(sample.Start, sample.Length) : _page.BytesOf(sample.Line);
    }

    /// <summary>The bound nearly always is the last label, and its value has no quote in it then.</summary>
    private readonly MetricPlace MetricInFrontOfBound(int start, int end)
    {
        ref readonly var sample = ref _samples[_at];
        var pair = sample.Start + sample.SlotOffset;
        var value = pair + _bound.Length + "=\"".Length;
        var isLast = _isBoundAtSlot
            && _source[pair] == _bound[0]
            && _source[value - 1] == (byte)'"'
            && !_source[value..(end - 1)].ContainsAny((byte)'"', (byte)'\\');
        var metricEnd = Math.Max(start, pair - 1);
        return isLast ? new MetricPlace(_at, start, metricEnd - start, end - metricEnd) : new MetricPlace(_at, -1, 0, 0);
    }

    private readonly ReadOnlySpan<byte> BytesOf(MetricPlace metric) => _source.Slice(metric.Start, metric.Length);

    private readonly bool HasBound(SampleKind kind) => !_bound.IsEmpty && kind is SampleKind.Bucket or SampleKind.Plain;

    private readonly ReadOnlySpan<byte> BoundOf(int sample) => HasBound(_samples[sample].Kind) ? _bound : default;

    private bool TryStartRun()
    {
        while (_nextRun >= 0)
        {
            ref var run = ref _page.Runs[_nextRun];
            _nextRun = run.Next;
            _at = run.First;
            _end = run.First + run.Count;
            if (_at < _end)
            {
                return true;
            }
        }

        return false;
    }
}

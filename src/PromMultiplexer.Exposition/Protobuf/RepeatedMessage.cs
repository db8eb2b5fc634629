namespace PromMultiplexer.Exposition;

/// <summary>
/// Reads a family that says the same as in the page before but for the values, as the families of a program nearly always do:
/// what stands between two values is compared byte for byte, and the index is the one of the page before, moved to where the
/// metrics stand now. Only metrics that differ in more than one value, which as a rule are histograms and summaries, are read
/// again. Whatever else is different ends the attempt.
/// </summary>
/// <remarks>Only for tolerant reading of pages of which nothing was dropped: strict reading compares metrics with each other.</remarks>
internal ref struct RepeatedMessage
{
    private readonly ReadOnlySpan<byte> _before;
    private readonly ReadOnlySpan<byte> _now;

    /// <summary>How far the page before was compared, which is always a place between two fields of the family.</summary>
    private int _beforeAt;

    /// <summary>The same place in the present page.</summary>
    private int _nowAt;

    /// <summary>Where the family's message ends in the present page.</summary>
    private readonly int _nowEnd;

    private RepeatedMessage(ReadOnlySpan<byte> before, int beforeStart, ReadOnlySpan<byte> now, Slice message)
    {
        _before = before;
        _beforeAt = beforeStart;
        _now = now;
        _nowAt = message.Start;
        _nowEnd = message.Start + message.Length;
    }

    /// <summary>Reads a family into an index by comparing it with the one that has its place in the page before.</summary>
    /// <param name="previous">The page before.</param>
    /// <param name="into">The index of the present page, which receives the family.</param>
    /// <param name="message">The place of the family's message in the present page.</param>
    /// <param name="check">Checks the metrics that have to be read.</param>
    /// <returns><see langword="false"/> where that is not how to read it; then nothing was added.</returns>
    public static bool TryRead(ProtobufIndex previous, ProtobufIndex into, Slice message, ProtobufMetricCheck check)
    {
        ref readonly var before = ref previous.Families[into.Families.Count];
        var first = into.Metrics.Count;
        var metrics = previous.MetricsOf(before);
        var reading = new RepeatedMessage(previous.Source.Span, before.Message.Start, into.Source.Span, message);
        if (IsBetween(before.Name, metrics) || IsBetween(before.Help, metrics) || IsBetween(before.Unit, metrics)
            || !reading.TryReadMetrics(before, metrics, into.Metrics, check)
            || !reading.IsRestEqual(before.Message.Start + before.Message.Length))
        {
            into.Metrics.Truncate(first);
            return false;
        }

        var behind = metrics.IsEmpty ? int.MaxValue : metrics[0].Message.Start;
        var shift = message.Start - before.Message.Start;
        var shiftBehind = shift + message.Length - before.Message.Length;
        ref var family = ref into.Families.Add();
        family = before;
        family.Message = message;
        family.FirstMetric = first;
        family.Name = Move(before.Name);
        family.Help = Move(before.Help);
        family.Unit = Move(before.Unit);
        return true;

        Slice Move(Slice slice) => slice.IsNone ? slice : new Slice(slice.Start + (slice.Start < behind ? shift : shiftBehind), slice.Length);
    }

    /// <summary>Whether a text stands between metrics, where it is not worth knowing by how much it has moved.</summary>
    private static bool IsBetween(Slice text, ReadOnlySpan<ProtobufMetric> metrics) =>
        !text.IsNone && metrics.Length > 1 && text.Start > metrics[0].Message.Start && text.Start < metrics[^1].Message.Start;

    private bool TryReadMetrics(in ProtobufFamily family, ReadOnlySpan<ProtobufMetric> before, IndexList<ProtobufMetric> into, ProtobufMetricCheck check)
    {
        var read = new ProtobufFamily { Name = family.Name, Type = family.Type };
        foreach (ref readonly var metric in before)
        {
            ref var moved = ref into.Add();
            moved = metric;
            if (!TryMove(ref moved) && !TryReadAgain(read, metric, ref moved, check))
            {
                return false;
            }

            read.Note(metric);
        }

        return true;
    }

    /// <summary>Takes a metric over that differs in its one value at most.</summary>
    private bool TryMove(ref ProtobufMetric metric)
    {
        var length = metric.End - _beforeAt;
        if (_nowEnd - _nowAt < length)
        {
            return false;
        }

        var before = _before.Slice(_beforeAt, length);
        var now = _now.Slice(_nowAt, length);
        if (metric.ValueOffset == 0)
        {
            if (!before.SequenceEqual(now))
            {
                return false;
            }
        }
        else
        {
            var value = length - metric.Message.Length + metric.ValueOffset;
            var rest = value + sizeof(double);
            if (!before[..value].SequenceEqual(now[..value]) || (rest < length && !before[rest..].SequenceEqual(now[rest..])))
            {
                return false;
            }
        }

        metric.Message = new Slice(_nowAt + length - metric.Message.Length, metric.Message.Length);
        _beforeAt += length;
        _nowAt += length;
        return true;
    }

    /// <summary>Reads a metric that differs in more than that, but not in its labels.</summary>
    private bool TryReadAgain(in ProtobufFamily family, in ProtobufMetric before, ref ProtobufMetric metric, ProtobufMetricCheck check)
    {
        var gap = before.Start - _beforeAt;
        if (_nowEnd - _nowAt < gap || !_before.Slice(_beforeAt, gap).SequenceEqual(_now.Slice(_nowAt, gap)))
        {
            return false;
        }

        var start = _nowAt + gap;
        var reader = new WireReader(_now, new Slice(start, _nowEnd - start));
        if (!reader.NextField() || reader.Field != ClientModel.Family.Metric)
        {
            return false;
        }

        metric.Message = reader.ReadBytes();
        metric.HeadLength = (byte)(metric.Message.Start - start);
        if (reader.Fault is not null
            || !check.Check(_now, family, ref metric)
            || check.HasLabelTwice
            || metric.SampleCount != before.SampleCount
            || metric.LabelsEnd != before.LabelsEnd
            || metric.IsNative != before.IsNative
            || !_before.Slice(before.Message.Start, before.LabelsEnd).SequenceEqual(_now.Slice(metric.Message.Start, metric.LabelsEnd)))
        {
            return false;
        }

        _beforeAt = before.End;
        _nowAt = reader.Position;
        return true;
    }

    private readonly bool IsRestEqual(int beforeEnd) => _before[_beforeAt..beforeEnd].SequenceEqual(_now[_nowAt.._nowEnd]);
}

using System.Text;
using System.Text.Unicode;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Checks a metric as Prometheus would, and in strict mode as client_model asks besides. Keeps its memory from one metric to
/// the next; not safe for concurrent use.
/// </summary>
internal sealed class ProtobufMetricCheck
{
    private readonly IndexList<ProtobufLabel> _labels = new();
    private ProtobufStrictCheck? _strict;
    private bool _isStrict;

    /// <summary>What is wrong with the metric, also where it is only dropped for it.</summary>
    public string? Fault { get; private set; }

    /// <summary>Where that is.</summary>
    public int FaultPosition { get; private set; }

    /// <summary>Whether the metric has the same label twice, as far as Prometheus sees it. Prometheus would refuse the page for it.</summary>
    public bool HasLabelTwice { get; private set; }

    /// <summary>Gets ready for a page.</summary>
    public void Start(ReadOnlyMemory<byte> page, ReadMode mode)
    {
        _isStrict = mode == ReadMode.Strict;
        if (_isStrict)
        {
            _strict ??= new ProtobufStrictCheck();
            _strict.Start(page);
        }
    }

    /// <summary>Forgets the page but keeps the memory for the next one.</summary>
    public void Clear() => _strict?.Clear();

    /// <summary>Gives memory back that a page much larger than the last has left behind.</summary>
    public void Trim()
    {
        _labels.Trim();
        _strict?.Trim();
    }

    /// <summary>Checks a metric and finds out how far its labels reach, and what else the index has of it.</summary>
    /// <returns>Whether nothing is wrong with it.</returns>
    public bool Check(ReadOnlySpan<byte> page, in ProtobufFamily family, ref ProtobufMetric metric)
    {
        _labels.Clear();
        var message = page.Slice(metric.Message.Start, metric.Message.Length);
        var labelsEnd = PlainMetric.ReadLabels(message, metric.Message.Start, _isStrict ? _labels : null);
        if (labelsEnd < 0)
        {
            return CheckClosely(page, family, ref metric);
        }

        if (!TypeVerdict.IsScalar(family.Type)
            || !PlainMetric.IsNumber(message[labelsEnd..], out var value, out var offset)
            || (_isStrict && value != ProtobufStrictCheck.ValueOf(family.Type)))
        {
            return CheckBehindLabels(page, family, ref metric, labelsEnd);
        }

        Fault = null;
        HasLabelTwice = false;
        metric.LabelsEnd = labelsEnd;
        metric.ValueOffset = ToOffset(labelsEnd + offset);
        metric.IsNative = false;
        metric.SampleCount = 1;
        return !_isStrict
            || _strict!.FindTwice(family, metric, _labels.AsSpan(), 0) is not { } twice
            || Fail(metric.Message.Start, twice);
    }

    /// <summary>Does the same, without hoping that the metric begins as most do.</summary>
    public bool CheckClosely(ReadOnlySpan<byte> page, in ProtobufFamily family, ref ProtobufMetric metric)
    {
        _labels.Clear();
        return CheckBehindLabels(page, family, ref metric, 0);
    }

    /// <summary>Checks a metric from behind the labels in front, of which it is known that they are good.</summary>
    private bool CheckBehindLabels(ReadOnlySpan<byte> page, in ProtobufFamily family, ref ProtobufMetric metric, int labelsEnd)
    {
        Fault = null;
        HasLabelTwice = false;
        var strict = _isStrict ? _strict : null;
        strict?.StartMetric(family.Type);
        var histogram = default(NativeHistogramCheck);
        var isHistogram = family.Type is MetricType.Histogram or MetricType.GaugeHistogram;
        var quantileCount = 0;
        var time = 0L;
        metric.LabelsEnd = labelsEnd;
        metric.ValueOffset = 0;
        metric.IsNative = false;
        var reader = new WireReader(page, new Slice(metric.Message.Start + labelsEnd, metric.Message.Length - labelsEnd), _isStrict);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.Metric.Label when labelsEnd > 0:
                    return CheckClosely(page, family, ref metric);
                case ClientModel.Metric.Label:
                    _labels.Add(ProtobufLabel.Read(ref reader));
                    metric.LabelsEnd = reader.Position - metric.Message.Start;
                    break;
                case ClientModel.Metric.Histogram when isHistogram:
                    strict?.AddValue(ClientModel.Metric.Histogram);
                    histogram.Add(ref reader, page, strict);
                    break;
                case ClientModel.Metric.Gauge or ClientModel.Metric.Counter or ClientModel.Metric.Untyped:
                    metric.ValueOffset = OffsetOfNumber(page, reader.FieldStart, metric);
                    strict?.AddValue(reader.Field);
                    CheckNumber(ref reader, strict);
                    break;
                case ClientModel.Metric.Summary or ClientModel.Metric.Histogram:
                    strict?.AddValue(reader.Field);
                    quantileCount += reader.Field == ClientModel.Metric.Summary ? CountQuantiles(reader) : 0;
                    MessageCheck.CheckValue(ref reader, MessageSchema.Metric.Find(reader.Field)!, _isStrict);
                    break;
                case ClientModel.Metric.TimestampMilliseconds:
                    time = (long)reader.ReadVarint();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        if (reader.Fault is { } fault)
        {
            return Fail(reader.Position, fault);
        }

        // Behind a native histogram Prometheus takes all of the message for native, and what is native behind others for classic.
        metric.IsNative = histogram.IsNative;
        if (histogram.FindFault(isHistogram && family.HasNative) is { } nativeFault)
        {
            return Fail(metric.Message.Start, nativeFault);
        }

        metric.SampleCount = isHistogram ? histogram.SampleCount : family.Type == MetricType.Summary ? quantileCount + 2 : 1;
        var bound = family.Type == MetricType.Summary && quantileCount > 0 ? "quantile"u8
            : isHistogram && (!metric.IsNative || (family.HasOthers && !family.HasNative)) ? "le"u8
            : default;
        return (labelsEnd > 0 || CheckLabels(page, metric, bound))
            && (strict?.FindFault(page, family, metric, _labels.AsSpan(), time, histogram) is not { } strictFault
                || Fail(metric.Message.Start, strictFault));
    }

    /// <summary>
    /// Where in a metric the number stands that a counter, gauge or untyped begins with; 0 where it does not, or not in the usual
    /// spelling. It may be any, so that the page after this one need not be looked at there.
    /// </summary>
    private static ushort OffsetOfNumber(ReadOnlySpan<byte> page, int field, in ProtobufMetric metric)
    {
        const int Heads = 3;
        const int LongestLength = 0x7f;
        const byte NumberTag = (ClientModel.Counter.Value << 3) | (int)WireType.Fixed64;
        var offset = field - metric.Message.Start + Heads;
        return offset + sizeof(double) <= metric.Message.Length
            && page[field] < 0x80
            && page[field + 1] is >= sizeof(double) + 1 and <= LongestLength
            && page[field + 2] == NumberTag
            ? ToOffset(offset)
            : (ushort)0;
    }

    private static ushort ToOffset(int offset) => offset <= ushort.MaxValue ? (ushort)offset : (ushort)0;

    private static void CheckNumber(ref WireReader reader, ProtobufStrictCheck? strict)
    {
        var again = reader;
        MessageCheck.CheckValue(ref reader, MessageSchema.Metric.Find(reader.Field)!, strict is not null);
        if (strict is not null && reader.Fault is null && again.Field == ClientModel.Metric.Counter)
        {
            strict.AddCounter(ref again);
        }
    }

    private static int CountQuantiles(WireReader reader)
    {
        var count = 0;
        reader.Enter();
        while (reader.NextField())
        {
            count += reader.Field == ClientModel.Summary.Quantile ? 1 : 0;
            reader.Skip();
        }

        return count;
    }

    private bool Fail(int position, string fault)
    {
        Fault = fault;
        FaultPosition = position;
        return false;
    }

    /// <summary>Checks the labels. <paramref name="bound"/>: the one that Prometheus adds to tell buckets or quantiles apart.</summary>
    private bool CheckLabels(ReadOnlySpan<byte> page, in ProtobufMetric metric, ReadOnlySpan<byte> bound)
    {
        // Where the labels come first and all is ASCII, and that is nearly everywhere, one look tells that it is UTF-8.
        var isAscii = Ascii.IsValid(page.Slice(metric.Message.Start, metric.LabelsEnd));
        var isSorted = true;
        ReadOnlySpan<byte> last = default;
        foreach (ref var label in _labels.AsSpan())
        {
            if (label.Name.Length <= 0)
            {
                if (label.IsNothing && !_isStrict)
                {
                    continue;
                }

                return Fail(label.Start, "a label without a name");
            }

            var name = page.Slice(label.Name.Start, label.Name.Length);
            if (!isAscii && !Utf8.IsValid(name))
            {
                return Fail(label.Start, "a label's name that is not valid UTF-8");
            }

            if (!isAscii && !Utf8.IsValid(page.Slice(label.Value.Start, label.Value.Length)))
            {
                return Fail(label.Start, "a label's value that is not valid UTF-8");
            }

            // Prometheus adds these labels itself, and has them twice then.
            if (name.SequenceEqual("__name__"u8) || (label.Value.Length > 0 && !bound.IsEmpty && name.SequenceEqual(bound)))
            {
                HasLabelTwice = true;
                Fail(label.Start, $"a label of the reserved name {Encoding.ASCII.GetString(name)}");
                if (_isStrict)
                {
                    return false;
                }
            }

            isSorted = isSorted && last.SequenceCompareTo(name) < 0;
            last = name;
        }

        if (!isSorted && ProtobufLabelTwins.Find(page, _labels.AsSpan(), isEmptyNone: true) is >= 0 and var twice)
        {
            HasLabelTwice = true;
            Fail(_labels[twice].Start, LabelTwins.Fault);
            if (_isStrict)
            {
                return false;
            }
        }

        return true;
    }
}

using System.Text;
using System.Text.Unicode;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Checks a metric as Prometheus would, and in strict mode as client_model asks besides. Keeps its memory from one metric to
/// the next; not safe for concurrent use.
/// </summary>
internal sealed class ProtobufMetricCheck
{
    private const int SmallLabelSet = 16;

    private readonly IndexList<ProtobufLabel> _labels = new();
    private ProtobufStrictCheck? _strict;

    /// <summary>What is wrong with the metric.</summary>
    public string? Fault { get; private set; }

    /// <summary>Where that is.</summary>
    public int FaultPosition { get; private set; }

    /// <summary>Whether the metric has the same label twice, as far as Prometheus sees it. Prometheus would refuse the page for it.</summary>
    public bool HasLabelTwice { get; private set; }

    private bool IsStrict => _strict is not null;

    /// <summary>Gets ready for a page.</summary>
    public void Start(ReadMode mode) => _strict = mode == ReadMode.Strict ? new ProtobufStrictCheck() : null;

    /// <summary>Checks a metric and finds out how far its labels reach, and what else the index has of it.</summary>
    /// <returns>Whether nothing is wrong with it.</returns>
    public bool Check(ReadOnlySpan<byte> page, in ProtobufFamily family, ref ProtobufMetric metric)
    {
        Fault = null;
        HasLabelTwice = false;
        _labels.Clear();
        var native = default(NativeHistogramCheck);
        var isHistogram = family.Type is MetricType.Histogram or MetricType.GaugeHistogram;
        var quantileCount = 0;
        metric.LabelsEnd = 0;
        metric.ValueOffset = 0;
        var reader = new WireReader(page, metric.Message, IsStrict);
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.Metric.Label:
                    _labels.Add(ProtobufLabel.Read(ref reader));
                    metric.LabelsEnd = reader.Position - metric.Message.Start;
                    break;
                case ClientModel.Metric.Histogram when isHistogram:
                    var again = reader;
                    MessageCheck.CheckValue(ref reader, MessageSchema.Metric.Find(reader.Field)!, IsStrict);
                    native.Add(ref again);
                    break;
                case ClientModel.Metric.Gauge or ClientModel.Metric.Counter or ClientModel.Metric.Untyped:
                    metric.ValueOffset = OffsetOfNumber(page, reader.FieldStart, metric);
                    MessageCheck.CheckValue(ref reader, MessageSchema.Metric.Find(reader.Field)!, IsStrict);
                    break;
                case var number when MessageSchema.Metric.Find(number) is { } field:
                    quantileCount += number == ClientModel.Metric.Summary ? CountQuantiles(reader) : 0;
                    MessageCheck.CheckValue(ref reader, field, IsStrict);
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

        if (native.FindFault() is { } nativeFault)
        {
            return Fail(metric.Message.Start, nativeFault);
        }

        metric.SampleCount = isHistogram ? native.SampleCount : family.Type == MetricType.Summary ? quantileCount + 2 : 1;
        var bound = family.Type == MetricType.Summary && quantileCount > 0 ? "quantile"u8
            : isHistogram && !native.IsNative ? "le"u8
            : default;
        return CheckLabels(page, metric, bound)
            && (_strict?.FindFault(page, family, metric) is not { } strictFault || Fail(metric.Message.Start, strictFault));
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
            && offset <= ushort.MaxValue
            && page[field] < 0x80
            && page[field + 1] is >= sizeof(double) + 1 and <= LongestLength
            && page[field + 2] == NumberTag
            ? (ushort)offset
            : (ushort)0;
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
                if (label.IsNothing && !IsStrict)
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
                if (IsStrict)
                {
                    return Fail(label.Start, $"a label of the reserved name {Encoding.ASCII.GetString(name)}");
                }
            }

            isSorted = isSorted && last.SequenceCompareTo(name) < 0;
            last = name;
        }

        if (!isSorted && FindTwice(page, out var twice))
        {
            HasLabelTwice = true;
            if (IsStrict)
            {
                return Fail(twice, "the same label twice");
            }
        }

        return true;
    }

    /// <summary>Finds a second label of the same name. Labels without a value do not count: to Prometheus they are none.</summary>
    private bool FindTwice(ReadOnlySpan<byte> page, out int position)
    {
        position = 0;
        var labels = _labels.AsSpan();
        var seen = labels.Length > SmallLabelSet ? new HashSet<string>(labels.Length, StringComparer.Ordinal) : null;
        for (var i = 0; i < labels.Length; i++)
        {
            position = labels[i].Start;
            if (labels[i].Value.Length == 0)
            {
                continue;
            }

            var name = page.Slice(labels[i].Name.Start, labels[i].Name.Length);
            if (seen is not null)
            {
                if (!seen.Add(Encoding.UTF8.GetString(name)))
                {
                    return true;
                }

                continue;
            }

            for (var j = 0; j < i; j++)
            {
                if (labels[j].Value.Length > 0 && name.SequenceEqual(page.Slice(labels[j].Name.Start, labels[j].Name.Length)))
                {
                    return true;
                }
            }
        }

        return false;
    }
}

using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// What client_model asks of a metric and Prometheus does not: the value that its type says and no other, no series twice,
/// buckets in order, native histograms of one kind. Is told of the metrics of one page, one after the other, while they are
/// read. Keeps its memory from one page to the next; not safe for concurrent use.
/// </summary>
internal sealed class ProtobufStrictCheck
{
    private readonly SeenMetrics _seen = new();
    private readonly IndexList<ProtobufLabel> _exemplarLabels = new();

    private int _expected;
    private bool _hasValue;
    private bool _hasTimelessExemplar;
    private bool _hasBucket;
    private double _lastBound;
    private double _lastCount;
    private string? _wrongValue;
    private string? _wrongExemplar;
    private string? _wrongNativeExemplar;
    private string? _wrongBucket;

    /// <summary>Gets ready for a page.</summary>
    public void Start(ReadOnlyMemory<byte> page) => _seen.Start(page);

    /// <summary>Forgets the page but keeps the memory for the next one.</summary>
    public void Clear() => _seen.Clear();

    /// <summary>Gives memory back that a page much larger than the last has left behind.</summary>
    public void Trim()
    {
        _seen.Trim();
        _exemplarLabels.Trim();
    }

    /// <summary>The field that has the value of a metric of a type.</summary>
    public static int ValueOf(MetricType type) => type switch
    {
        MetricType.Counter => ClientModel.Metric.Counter,
        MetricType.Gauge => ClientModel.Metric.Gauge,
        MetricType.Summary => ClientModel.Metric.Summary,
        MetricType.Untyped => ClientModel.Metric.Untyped,
        _ => ClientModel.Metric.Histogram,
    };

    /// <summary>Gets ready for a metric.</summary>
    public void StartMetric(MetricType type)
    {
        _expected = ValueOf(type);
        _hasValue = false;
        _hasTimelessExemplar = false;
        _hasBucket = false;
        _wrongValue = null;
        _wrongExemplar = null;
        _wrongNativeExemplar = null;
        _wrongBucket = null;
        _exemplarLabels.Clear();
    }

    /// <summary>Takes down that the metric has a value.</summary>
    /// <param name="field">The field that says what value it is.</param>
    public void AddValue(int field)
    {
        _hasValue = true;
        if (field != _expected)
        {
            _wrongValue ??= $"a {NameOf(field)} where a {NameOf(_expected)} is expected";
        }
    }

    /// <summary>Takes the exemplar down that a counter has, if the present field's value is one. One that comes again adds to the first, as in all of protobuf.</summary>
    public void AddCounter(ref WireReader reader)
    {
        reader.Enter();
        while (reader.NextField())
        {
            if (reader.Field == ClientModel.Counter.Exemplar)
            {
                ReadExemplar(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }
    }

    /// <summary>Takes down the exemplar that is the present field's value, or more of the one that the bucket has already.</summary>
    public void AddBucketExemplar(ref WireReader reader) => ReadExemplar(ref reader);

    /// <summary>Takes a bucket down whose exemplar, if it has one, was taken down before.</summary>
    public void AddBucket(ReadOnlySpan<byte> page, double bound, double count)
    {
        // Comparing with NaN is false, so these ask for what must hold.
        if (double.IsNaN(bound) || (_hasBucket && !(bound > _lastBound)))
        {
            _wrongBucket ??= "buckets of a histogram that are not in the order of their bounds";
        }
        else if (!(count >= (_hasBucket ? _lastCount : 0)))
        {
            _wrongBucket ??= "a bucket of a histogram that counts less than the one before it";
        }

        _hasBucket = true;
        _lastBound = bound;
        _lastCount = count;
        var wrong = TakeWrongExemplar(page);
        _wrongExemplar ??= wrong;
    }

    /// <summary>Takes down the exemplar of a native histogram that is the present field's value.</summary>
    public void AddNativeExemplar(ReadOnlySpan<byte> page, ref WireReader reader)
    {
        _hasTimelessExemplar |= !ReadExemplar(ref reader);
        var wrong = TakeWrongExemplar(page);
        _wrongNativeExemplar ??= wrong;
    }

    /// <summary>Looks for a fault in the metric that was taken down.</summary>
    /// <param name="page">The page.</param>
    /// <param name="family">Its family.</param>
    /// <param name="metric">The metric.</param>
    /// <param name="labels">Its labels.</param>
    /// <param name="time">Its timestamp; 0 where it has none.</param>
    /// <param name="histogram">What else is to be known of it if it is a histogram.</param>
    /// <returns>What is wrong; <see langword="null"/> where nothing is.</returns>
    public string? FindFault(
        ReadOnlySpan<byte> page,
        in ProtobufFamily family,
        in ProtobufMetric metric,
        ReadOnlySpan<ProtobufLabel> labels,
        long time,
        in NativeHistogramCheck histogram) =>
        _wrongValue
            ?? (_hasValue ? null : $"a metric without a {NameOf(_expected)}")
            ?? (histogram.IsNative && _hasTimelessExemplar ? "an exemplar of a native histogram without a timestamp" : null)
            ?? _wrongExemplar
            ?? TakeWrongExemplar(page)
            ?? (histogram.IsNative ? _wrongNativeExemplar : null)
            ?? (histogram.HasNegativeCount ? "a negative count in a histogram" : null)
            ?? _wrongBucket
            ?? histogram.FindStrictFault()
            ?? FindTwice(family, metric, labels, time);

    /// <summary>Looks whether a metric in which nothing else can be wrong was there already.</summary>
    /// <returns>What is wrong; <see langword="null"/> where nothing is.</returns>
    public string? FindTwice(in ProtobufFamily family, in ProtobufMetric metric, ReadOnlySpan<ProtobufLabel> labels, long time) =>
        _seen.TryAdd(family.Name, metric.Message, labels, time) ? null : "the same series twice";

    private static string NameOf(int field) => Encoding.UTF8.GetString(MessageSchema.Metric.Find(field)!.Name);

    /// <summary>Takes the labels of an exemplar down.</summary>
    /// <returns>Whether it has a timestamp.</returns>
    private bool ReadExemplar(ref WireReader reader)
    {
        var isTimed = false;
        var outerEnd = reader.Enter();
        while (reader.NextField())
        {
            if (reader.Field == ClientModel.Exemplar.Label)
            {
                _exemplarLabels.Add(ProtobufLabel.Read(ref reader));
            }
            else
            {
                isTimed |= reader.Field == ClientModel.Exemplar.Timestamp;
                reader.Skip();
            }
        }

        reader.Leave(outerEnd);
        return isTimed;
    }

    /// <summary>What is wrong with the labels of the exemplar that was read; <see langword="null"/> where nothing is. Then the next can come.</summary>
    private string? TakeWrongExemplar(ReadOnlySpan<byte> page)
    {
        if (_exemplarLabels.Count == 0)
        {
            return null;
        }

        var labels = _exemplarLabels.AsSpan();
        _exemplarLabels.Clear();
        foreach (ref readonly var label in labels)
        {
            if (label.Name.Length <= 0)
            {
                return "a label of an exemplar without a name";
            }
        }

        return ProtobufLabelTwins.Find(page, labels, isEmptyNone: false) < 0 ? null : "an exemplar with the same label twice";
    }
}

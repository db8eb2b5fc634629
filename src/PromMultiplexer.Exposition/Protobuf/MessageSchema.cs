namespace PromMultiplexer.Exposition;

/// <summary>
/// The messages of client_model with their fields: enough to check one without knowing what it means, and to print it.
/// No message contains itself, so going down into one ends.
/// </summary>
internal sealed class MessageSchema
{
    private readonly FieldSchema?[] _byNumber;

    private MessageSchema(params FieldSchema[] fields)
    {
        Fields = fields;
        _byNumber = new FieldSchema?[fields.Max(field => field.Number) + 1];
        foreach (var field in fields)
        {
            _byNumber[field.Number] = field;
        }
    }

    /// <summary>The fields in the order in which client_model declares them, which is the order of protobuf's text form.</summary>
    public FieldSchema[] Fields { get; }

    public static MessageSchema LabelPair { get; } = new(
        Text(ClientModel.LabelPair.Name, "name"),
        Text(ClientModel.LabelPair.Value, "value"));

    public static MessageSchema Timestamp { get; } = new(
        new FieldSchema(ClientModel.Timestamp.Seconds, "seconds", FieldKind.Signed),
        new FieldSchema(ClientModel.Timestamp.Nanoseconds, "nanos", FieldKind.Signed) { Is32Bits = true });

    public static MessageSchema Exemplar { get; } = new(
        Messages(ClientModel.Exemplar.Label, "label", LabelPair),
        Double(ClientModel.Exemplar.Value, "value"),
        Message(ClientModel.Exemplar.Timestamp, "timestamp", Timestamp));

    public static MessageSchema Gauge { get; } = new(Double(ClientModel.Counter.Value, "value"));

    public static MessageSchema Counter { get; } = new(
        Double(ClientModel.Counter.Value, "value"),
        Message(ClientModel.Counter.Exemplar, "exemplar", Exemplar),
        Message(ClientModel.Counter.Created, "created_timestamp", Timestamp));

    public static MessageSchema Quantile { get; } = new(
        Double(ClientModel.Quantile.Rank, "quantile"),
        Double(ClientModel.Quantile.Value, "value"));

    public static MessageSchema Summary { get; } = new(
        Unsigned(ClientModel.Summary.SampleCount, "sample_count"),
        Double(ClientModel.Summary.SampleSum, "sample_sum"),
        Messages(ClientModel.Summary.Quantile, "quantile", Quantile),
        Message(ClientModel.Summary.Created, "created_timestamp", Timestamp));

    public static MessageSchema Bucket { get; } = new(
        Unsigned(ClientModel.Bucket.CumulativeCount, "cumulative_count"),
        Double(ClientModel.Bucket.CumulativeCountFloat, "cumulative_count_float"),
        Double(ClientModel.Bucket.UpperBound, "upper_bound"),
        Message(ClientModel.Bucket.Exemplar, "exemplar", Exemplar));

    public static MessageSchema BucketSpan { get; } = new(
        new FieldSchema(ClientModel.BucketSpan.Offset, "offset", FieldKind.Zigzag) { Is32Bits = true },
        new FieldSchema(ClientModel.BucketSpan.Length, "length", FieldKind.Unsigned) { Is32Bits = true });

    public static MessageSchema Histogram { get; } = new(
        Unsigned(ClientModel.Histogram.SampleCount, "sample_count"),
        Double(ClientModel.Histogram.SampleCountFloat, "sample_count_float"),
        Double(ClientModel.Histogram.SampleSum, "sample_sum"),
        Messages(ClientModel.Histogram.Bucket, "bucket", Bucket),
        Message(ClientModel.Histogram.Created, "created_timestamp", Timestamp),
        new FieldSchema(ClientModel.Histogram.Schema, "schema", FieldKind.Zigzag) { Is32Bits = true },
        Double(ClientModel.Histogram.ZeroThreshold, "zero_threshold"),
        Unsigned(ClientModel.Histogram.ZeroCount, "zero_count"),
        Double(ClientModel.Histogram.ZeroCountFloat, "zero_count_float"),
        Messages(ClientModel.Histogram.NegativeSpan, "negative_span", BucketSpan),
        NumberList(ClientModel.Histogram.NegativeDelta, "negative_delta", FieldKind.Zigzag),
        NumberList(ClientModel.Histogram.NegativeCount, "negative_count", FieldKind.Double),
        Messages(ClientModel.Histogram.PositiveSpan, "positive_span", BucketSpan),
        NumberList(ClientModel.Histogram.PositiveDelta, "positive_delta", FieldKind.Zigzag),
        NumberList(ClientModel.Histogram.PositiveCount, "positive_count", FieldKind.Double),
        Messages(ClientModel.Histogram.Exemplar, "exemplars", Exemplar));

    public static MessageSchema Metric { get; } = new(
        Messages(ClientModel.Metric.Label, "label", LabelPair),
        Message(ClientModel.Metric.Gauge, "gauge", Gauge),
        Message(ClientModel.Metric.Counter, "counter", Counter),
        Message(ClientModel.Metric.Summary, "summary", Summary),
        Message(ClientModel.Metric.Untyped, "untyped", Gauge),
        Message(ClientModel.Metric.Histogram, "histogram", Histogram),
        new FieldSchema(ClientModel.Metric.TimestampMilliseconds, "timestamp_ms", FieldKind.Signed));

    public static MessageSchema Family { get; } = new(
        Text(ClientModel.Family.Name, "name"),
        Text(ClientModel.Family.Help, "help"),
        new FieldSchema(ClientModel.Family.Type, "type", FieldKind.MetricType),
        Messages(ClientModel.Family.Metric, "metric", Metric),
        Text(ClientModel.Family.Unit, "unit"));

    /// <summary>The field with this number; <see langword="null"/> for one that is not known.</summary>
    public FieldSchema? Find(int number) => (uint)number < (uint)_byNumber.Length ? _byNumber[number] : null;

    private static FieldSchema Text(int number, string name) => new(number, name, FieldKind.Text);

    private static FieldSchema Double(int number, string name) => new(number, name, FieldKind.Double);

    private static FieldSchema Unsigned(int number, string name) => new(number, name, FieldKind.Unsigned);

    private static FieldSchema Message(int number, string name, MessageSchema message) =>
        new(number, name, FieldKind.Message) { Message = message };

    private static FieldSchema Messages(int number, string name, MessageSchema message) =>
        new(number, name, FieldKind.Message) { Message = message, IsMessageList = true };

    private static FieldSchema NumberList(int number, string name, FieldKind kind) => new(number, name, kind) { IsNumberList = true };
}

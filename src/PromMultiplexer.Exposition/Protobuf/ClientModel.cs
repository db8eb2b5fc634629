namespace PromMultiplexer.Exposition;

/// <summary>
/// The numbers of the fields of <c>io.prometheus.client</c>, message by message. They are the same in client_model, in
/// Prometheus' own copy, which calls <c>created_timestamp</c> <c>start_timestamp</c>, and in every release of either.
/// </summary>
internal static class ClientModel
{
    /// <summary>The fields of a <c>MetricFamily</c>.</summary>
    public static class Family
    {
        public const int Name = 1;
        public const int Help = 2;
        public const int Type = 3;
        public const int Metric = 4;
        public const int Unit = 5;
    }

    /// <summary>The fields of a <c>Metric</c>.</summary>
    public static class Metric
    {
        public const int Label = 1;
        public const int Gauge = 2;
        public const int Counter = 3;
        public const int Summary = 4;
        public const int Untyped = 5;
        public const int TimestampMilliseconds = 6;
        public const int Histogram = 7;
    }

    /// <summary>The fields of a <c>LabelPair</c>.</summary>
    public static class LabelPair
    {
        public const int Name = 1;
        public const int Value = 2;
    }

    /// <summary>The fields of a <c>Counter</c>, of which a <c>Gauge</c> and an <c>Untyped</c> have the first.</summary>
    public static class Counter
    {
        public const int Value = 1;
        public const int Exemplar = 2;
        public const int Created = 3;
    }

    /// <summary>The fields of a <c>Summary</c>.</summary>
    public static class Summary
    {
        public const int SampleCount = 1;
        public const int SampleSum = 2;
        public const int Quantile = 3;
        public const int Created = 4;
    }

    /// <summary>The fields of a <c>Quantile</c>.</summary>
    public static class Quantile
    {
        public const int Rank = 1;
        public const int Value = 2;
    }

    /// <summary>The fields of a <c>Histogram</c>.</summary>
    public static class Histogram
    {
        public const int SampleCount = 1;
        public const int SampleSum = 2;
        public const int Bucket = 3;
        public const int SampleCountFloat = 4;
        public const int Schema = 5;
        public const int ZeroThreshold = 6;
        public const int ZeroCount = 7;
        public const int ZeroCountFloat = 8;
        public const int NegativeSpan = 9;
        public const int NegativeDelta = 10;
        public const int NegativeCount = 11;
        public const int PositiveSpan = 12;
        public const int PositiveDelta = 13;
        public const int PositiveCount = 14;
        public const int Created = 15;
        public const int Exemplar = 16;
    }

    /// <summary>The fields of a <c>Bucket</c>.</summary>
    public static class Bucket
    {
        public const int CumulativeCount = 1;
        public const int UpperBound = 2;
        public const int Exemplar = 3;
        public const int CumulativeCountFloat = 4;
    }

    /// <summary>The fields of a <c>BucketSpan</c>.</summary>
    public static class BucketSpan
    {
        public const int Offset = 1;
        public const int Length = 2;
    }

    /// <summary>The fields of an <c>Exemplar</c>.</summary>
    public static class Exemplar
    {
        public const int Label = 1;
        public const int Value = 2;
        public const int Timestamp = 3;
    }

    /// <summary>The fields of a <c>google.protobuf.Timestamp</c>.</summary>
    public static class Timestamp
    {
        public const int Seconds = 1;
        public const int Nanoseconds = 2;
    }
}

namespace PromMultiplexer.Exposition;

/// <summary>Which of its family's sample names a sample has.</summary>
internal enum SampleKind : byte
{
    /// <summary>The family's own name.</summary>
    Plain,

    /// <summary>The name with <c>_bucket</c>.</summary>
    Bucket,

    /// <summary>The name with <c>_sum</c>.</summary>
    Sum,

    /// <summary>The name with <c>_count</c>.</summary>
    Count,

    /// <summary>The name with <c>_total</c>: the value of an OpenMetrics counter.</summary>
    Total,

    /// <summary>The name with <c>_created</c>: when an OpenMetrics counter, histogram or summary began.</summary>
    Created,

    /// <summary>The name with <c>_info</c>: an OpenMetrics info.</summary>
    Info,

    /// <summary>The name with <c>_gcount</c>: the count of an OpenMetrics gauge histogram.</summary>
    GaugeCount,

    /// <summary>The name with <c>_gsum</c>: the sum of an OpenMetrics gauge histogram.</summary>
    GaugeSum,

    /// <summary>The family's own name, for a native histogram: only protobuf has it.</summary>
    Native,
}

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
}

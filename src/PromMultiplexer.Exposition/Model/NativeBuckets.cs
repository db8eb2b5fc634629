namespace PromMultiplexer.Exposition;

/// <summary>The exponential buckets of a native histogram, as protobuf carries them.</summary>
public sealed class NativeBuckets
{
    /// <summary>The resolution: each power of two is cut into 2^schema buckets. From -4 to 8.</summary>
    public int Schema { get; init; }

    /// <summary>How wide the zero bucket is, to either side.</summary>
    public double ZeroThreshold { get; init; }

    /// <summary>The number of observations in the zero bucket.</summary>
    public double ZeroCount { get; init; }

    /// <summary>
    /// <see cref="ZeroCount"/> as an integer, to all 64 bits; <see langword="null"/> where it is no integer. Giving it gives
    /// the other too.
    /// </summary>
    public ulong? ExactZeroCount
    {
        get => ExactCount.Of(ZeroCount, field);
        init
        {
            field = value;
            ZeroCount = value ?? ZeroCount;
        }
    }

    /// <summary>Which buckets for negative observations are there.</summary>
    public IReadOnlyList<BucketSpan> NegativeSpans { get; init; } = [];

    /// <summary>The counts of an integer histogram, each as the difference to the bucket before.</summary>
    public IReadOnlyList<long> NegativeDeltas { get; init; } = [];

    /// <summary>The counts of a float histogram.</summary>
    public IReadOnlyList<double> NegativeCounts { get; init; } = [];

    /// <summary>Which buckets for positive observations are there.</summary>
    public IReadOnlyList<BucketSpan> PositiveSpans { get; init; } = [];

    /// <summary>The counts of an integer histogram, each as the difference to the bucket before.</summary>
    public IReadOnlyList<long> PositiveDeltas { get; init; } = [];

    /// <summary>The counts of a float histogram.</summary>
    public IReadOnlyList<double> PositiveCounts { get; init; } = [];

    /// <summary>Whether the counts are floats: <see cref="ZeroCount"/>, the counts and the histogram's own count.</summary>
    public bool IsFloat { get; init; }

    /// <summary>Examples of what was counted, each with a timestamp.</summary>
    public IReadOnlyList<Exemplar> Exemplars { get; init; } = [];
}

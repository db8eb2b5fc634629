namespace PromMultiplexer.Exposition;

/// <summary>The value of a histogram or gauge histogram: classic buckets, native ones, or both.</summary>
public sealed class Histogram
{
    /// <summary>The number of observations; <see langword="null"/> where the page does not say.</summary>
    public double? SampleCount { get; init; }

    /// <summary>
    /// The number of observations as an integer, to all 64 bits; <see langword="null"/> where it is no integer. Giving it gives
    /// <see cref="SampleCount"/> too.
    /// </summary>
    public ulong? ExactSampleCount
    {
        get => ExactCount.Of(SampleCount, field);
        init
        {
            field = value;
            SampleCount = value ?? SampleCount;
        }
    }

    /// <summary>The sum of the observations; <see langword="null"/> where the page does not say.</summary>
    public double? SampleSum { get; init; }

    /// <summary>The classic buckets, in the order of the page.</summary>
    public IReadOnlyList<Bucket> Buckets { get; init; } = [];

    /// <summary>
    /// The classic buckets with that of +Inf, which holds all observations and which messages need not say. Where there are native
    /// buckets alone there are none.
    /// </summary>
    internal IEnumerable<Bucket> BucketsToInfinity
    {
        get
        {
            var isComplete = SampleCount is null || (Native is not null && Buckets.Count == 0)
                || Buckets.Any(bucket => double.IsPositiveInfinity(bucket.UpperBound));
            return isComplete
                ? Buckets
                : Buckets.Append(new Bucket { UpperBound = double.PositiveInfinity, CumulativeCount = SampleCount ?? 0, ExactCumulativeCount = ExactSampleCount });
        }
    }

    /// <summary>The native buckets.</summary>
    public NativeBuckets? Native { get; init; }

    /// <summary>When counting began.</summary>
    public DateTimeOffset? Created { get; init; }

    /// <summary>The buckets one by one, from the lowest to the highest: the native ones where there are some, else the classic.</summary>
    public IReadOnlyList<BucketRange> ToRanges() => HistogramRanges.Of(this);

    /// <summary>Estimates a quantile as PromQL's <c>histogram_quantile</c> does.</summary>
    /// <param name="rank">Which quantile, from 0 to 1.</param>
    /// <returns>NaN where nothing was observed, or no bucket has a bound.</returns>
    public double EstimateQuantile(double rank) => HistogramRanges.Estimate(HistogramRanges.Of(this), rank);

    /// <summary>The number of observations and their sum: <c>count 3, sum 1.5</c>.</summary>
    public override string ToString() => $"count {GoNumber.Spell(SampleCount ?? double.NaN)}, sum {GoNumber.Spell(SampleSum ?? double.NaN)}";
}

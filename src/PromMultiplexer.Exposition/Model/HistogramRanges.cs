namespace PromMultiplexer.Exposition;

/// <summary>The buckets of a histogram one by one, whichever kind it has, and quantiles estimated from them.</summary>
internal static class HistogramRanges
{
    /// <summary>The ranges from the lowest to the highest; those of the native buckets where there are some.</summary>
    public static List<BucketRange> Of(Histogram histogram)
    {
        var ranges = new List<BucketRange>();
        if (histogram.Native is { } native)
        {
            AddNative(native, ranges);
        }

        if (ranges.Count == 0)
        {
            AddClassic(histogram, ranges);
        }

        return ranges;
    }

    /// <summary>The quantile as PromQL's <c>histogram_quantile</c> has it; NaN where nothing was observed, or no bucket has a bound.</summary>
    public static double Estimate(IReadOnlyList<BucketRange> ranges, double rank)
    {
        var total = ranges.Sum(range => range.Count);
        var isBoundless = ranges is [{ Upper: double.PositiveInfinity }];
        if (double.IsNaN(rank) || !(total > 0) || isBoundless)
        {
            return double.NaN;
        }

        if (rank is < 0 or > 1)
        {
            return rank < 0 ? double.NegativeInfinity : double.PositiveInfinity;
        }

        var wanted = rank * total;
        var below = 0.0;
        for (var i = 0; i < ranges.Count; i++)
        {
            var range = ranges[i];
            if (range.Count > 0 && (below + range.Count >= wanted || below + range.Count >= total))
            {
                // Nobody knows how far the last bucket of a classic histogram reaches, nor the first one below zero.
                return double.IsPositiveInfinity(range.Upper) ? range.Lower
                    : double.IsNegativeInfinity(range.Lower) ? range.Upper
                    : range.ValueAt(Math.Clamp((wanted - below) / range.Count, 0, 1));
            }

            below += range.Count;
        }

        return double.NaN;
    }

    private static void AddClassic(Histogram histogram, List<BucketRange> ranges)
    {
        var below = 0.0;
        var lower = double.NegativeInfinity;
        foreach (var bucket in histogram.BucketsToInfinity.OrderBy(bucket => bucket.UpperBound))
        {
            if (ranges.Count == 0 && bucket.UpperBound > 0)
            {
                lower = 0;
            }

            // Buckets that were not read at one moment may seem to shrink.
            ranges.Add(new BucketRange(lower, bucket.UpperBound, Math.Max(0, bucket.CumulativeCount - below), IsExponential: false));
            below = Math.Max(below, bucket.CumulativeCount);
            lower = bucket.UpperBound;
        }
    }

    private static void AddNative(NativeBuckets native, List<BucketRange> ranges)
    {
        var negative = Side(native.Schema, native.NegativeSpans, native.NegativeDeltas, native.NegativeCounts);
        negative.Reverse();
        foreach (var range in negative)
        {
            ranges.Add(range with { Lower = -range.Upper, Upper = -range.Lower });
        }

        var positive = Side(native.Schema, native.PositiveSpans, native.PositiveDeltas, native.PositiveCounts);
        if (native.ZeroCount > 0)
        {
            // Where all other observations are on one side, so are these.
            var lower = negative.Count == 0 && positive.Count > 0 ? 0 : -native.ZeroThreshold;
            var upper = positive.Count == 0 && negative.Count > 0 ? 0 : native.ZeroThreshold;
            ranges.Add(new BucketRange(lower, upper, native.ZeroCount, IsExponential: false));
        }

        ranges.AddRange(positive);
    }

    private static List<BucketRange> Side(int schema, IReadOnlyList<BucketSpan> spans, IReadOnlyList<long> deltas, IReadOnlyList<double> counts)
    {
        var ranges = new List<BucketRange>();
        var index = 0L;
        var number = 0;
        var count = 0L;
        foreach (var span in spans)
        {
            index += span.Offset;
            for (var i = 0u; i < span.Length && number < Math.Max(deltas.Count, counts.Count); i++, index++, number++)
            {
                count += number < deltas.Count ? deltas[number] : 0;
                ranges.Add(new BucketRange(
                    Bound(schema, index - 1), Bound(schema, index), number < counts.Count ? counts[number] : count, IsExponential: true));
            }
        }

        return ranges;
    }

    /// <summary>The upper bound of a bucket: 2^(index / 2^schema).</summary>
    private static double Bound(int schema, long index) => Math.Pow(2, index * Math.Pow(2, -schema));
}

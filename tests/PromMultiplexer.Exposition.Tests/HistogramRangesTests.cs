namespace PromMultiplexer.Exposition.Tests;

public sealed class HistogramRangesTests
{
    private static readonly Histogram Classic = Buckets((0.1, 50), (0.5, 90), (1, 99), (double.PositiveInfinity, 100));

    [Theory]
    [InlineData(0, 0)]
    [InlineData(0.25, 0.05)]
    [InlineData(0.5, 0.1)]
    [InlineData(0.7, 0.3)]
    [InlineData(0.99, 1)]
    [InlineData(1, 1)]
    [InlineData(-0.1, double.NegativeInfinity)]
    [InlineData(1.1, double.PositiveInfinity)]
    [InlineData(double.NaN, double.NaN)]
    public void Quantiles_are_those_of_PromQL(double rank, double expected) => Assert.Equal(expected, Classic.EstimateQuantile(rank), 12);

    [Fact]
    public void Without_observations_there_is_no_quantile()
    {
        Assert.Equal(double.NaN, new Histogram().EstimateQuantile(0.5));
        Assert.Equal(double.NaN, Buckets((1, 0), (double.PositiveInfinity, 0)).EstimateQuantile(0.5));
    }

    [Fact]
    public void Without_a_bound_there_is_no_quantile() => Assert.Equal(double.NaN, Buckets((double.PositiveInfinity, 7)).EstimateQuantile(0.5));

    [Fact]
    public void Messages_need_not_say_the_last_bucket()
    {
        // Ten observations, of which two are in the one bucket that is said.
        var family = ProtobufPages.Read(Convert.FromHexString("210A01681804221A3A18080A1100000000000049401A0B080211000000000000F03F")).Single();

        Assert.Equal(0.5, family.Metrics[0].Histogram!.EstimateQuantile(0.1));
        Assert.Equal(1, family.Metrics[0].Histogram!.EstimateQuantile(0.9));
        Assert.Equal([(0, 1, 2), (1, double.PositiveInfinity, 8)], family.Metrics[0].Histogram!.ToRanges().Select(range => (range.Lower, range.Upper, range.Count)));
        Assert.Equal(["h_bucket{le=\"1\"} 2", "h_bucket{le=\"+Inf\"} 10", "h_sum 50", "h_count 10"], family.ToSamples().Select(sample => $"{sample}"));
    }

    [Fact]
    public void A_first_bucket_below_zero_has_no_lower_bound()
    {
        var histogram = Buckets((-5, 10), (0, 20), (double.PositiveInfinity, 20));

        Assert.Equal(-5, histogram.EstimateQuantile(0.25));
        Assert.Equal(-2.5, histogram.EstimateQuantile(0.75));
        Assert.Equal(double.NegativeInfinity, histogram.ToRanges()[0].Lower);
    }

    [Fact]
    public void Buckets_are_taken_one_by_one_and_in_order()
    {
        var ranges = Buckets((double.PositiveInfinity, 4), (1, 1), (2, 3), (3, 2)).ToRanges();

        Assert.Equal([(0, 1, 1), (1, 2, 2), (2, 3, 0), (3, double.PositiveInfinity, 1)], ranges.Select(range => (range.Lower, range.Upper, range.Count)));
    }

    [Fact]
    public void Native_buckets_are_told_from_their_spans()
    {
        var native = new Histogram
        {
            SampleCount = 12,
            Native = new NativeBuckets
            {
                Schema = 0,
                ZeroThreshold = 0.001,
                ZeroCount = 2,
                PositiveSpans = [new BucketSpan(1, 2), new BucketSpan(1, 1)],
                PositiveDeltas = [3, 1, -3],
                NegativeSpans = [new BucketSpan(0, 1)],
                NegativeDeltas = [2],
            },
        };

        Assert.Equal(
            [(-1, -0.5, 2), (-0.001, 0.001, 2), (1, 2, 3), (2, 4, 4), (8, 16, 1)],
            native.ToRanges().Select(range => (range.Lower, range.Upper, range.Count)));

        // Within a bucket by the logarithm, as Prometheus 3 has it.
        Assert.Equal(Math.Sqrt(8), native.EstimateQuantile(9.0 / 12), 12);
        Assert.Equal(-Math.Sqrt(0.5), native.EstimateQuantile(1.0 / 12), 12);
        Assert.Equal(16, native.EstimateQuantile(1), 12);
    }

    [Fact]
    public void Spans_without_counts_are_left_alone()
    {
        var native = new Histogram { Native = new NativeBuckets { PositiveSpans = [new BucketSpan(0, uint.MaxValue)], PositiveCounts = [1.5] } };

        Assert.Equal([(0.5, 1, 1.5)], native.ToRanges().Select(range => (range.Lower, range.Upper, range.Count)));
    }

    private static Histogram Buckets(params (double Bound, double Count)[] buckets) => new()
    {
        Buckets = [.. buckets.Select(bucket => new Bucket { UpperBound = bucket.Bound, CumulativeCount = bucket.Count })],
    };
}

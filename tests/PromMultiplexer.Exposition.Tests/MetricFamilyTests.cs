using System.Buffers;
using System.Text;

namespace PromMultiplexer.Exposition.Tests;

public sealed class MetricFamilyTests
{
    private const string Page = """
        # HELP h About \\ h.\nTwo lines.
        # TYPE h histogram
        h_bucket{a="b",le="0.5"} 1
        h_bucket{a="b",le="+Inf"} 2
        h_sum{a="b"} 3.5
        h_count{a="b"} 2
        h_bucket{a="c",le="+Inf"} 4
        h_sum{a="c"} NaN
        h_count{a="c"} 4
        # TYPE r counter
        r{path="C:\\d \"q\"\n"} 1e+06 1234
        # TYPE s summary
        s{quantile="0.5"} 7
        s_sum 8
        s_count 9
        # TYPE t gauge
        t -1
        # TYPE u untyped
        u 5

        """;

    [Fact]
    public void TextBecomesObjects()
    {
        var families = Pages.Read(Page).ToFamilies();
        Assert.Equal(["h", "r", "s", "t", "u"], families.Select(family => family.Name));
        Assert.Equal(
            [MetricType.Histogram, MetricType.Counter, MetricType.Summary, MetricType.Gauge, MetricType.Untyped],
            families.Select(family => family.Type));

        Assert.Equal("About \\ h.\nTwo lines.", families[0].Help);
        Assert.Equal(2, families[0].Metrics.Count);
        var histogram = families[0].Metrics[0];
        Assert.Equal([new LabelPair("a", "b")], histogram.Labels);
        Assert.Equal([(0.5, 1.0), (double.PositiveInfinity, 2.0)], histogram.Histogram!.Buckets.Select(bucket => (bucket.UpperBound, bucket.CumulativeCount)));
        Assert.Equal(3.5, histogram.Histogram.SampleSum);
        Assert.Equal(2, histogram.Histogram.SampleCount);
        Assert.Equal(double.NaN, families[0].Metrics[1].Histogram!.SampleSum);

        var counter = families[1].Metrics[0];
        Assert.Equal([new LabelPair("path", "C:\\d \"q\"\n")], counter.Labels);
        Assert.Equal(1e6, counter.Counter!.Value);
        Assert.Equal(1234, counter.TimestampMilliseconds);

        var summary = families[2].Metrics[0].Summary!;
        Assert.Equal([new Quantile(0.5, 7)], summary.Quantiles);
        Assert.Equal((8.0, 9.0), (summary.SampleSum, summary.SampleCount));
        Assert.Equal(-1, families[3].Metrics[0].Gauge!.Value);
        Assert.Equal(5, families[4].Metrics[0].Untyped!.Value);
    }

    [Fact]
    public void ObjectsBecomeText() => Assert.Equal(Page, Write(Pages.Read(Page).ToFamilies()));

    [Fact]
    public void AMergedPageBecomesObjectsWithItsLabels()
    {
        var families = Pages.Merge("# TYPE h histogram\nh_bucket{x=\"y\",le=\"1\"} 1\nh_count{x=\"y\"} 1\n", "a{container=\"old\"} 1\n").ToFamilies();
        Assert.Equal([new LabelPair("exported_container", "old"), new LabelPair("container", "b")], families[0].Metrics[0].Labels);
        Assert.Single(families[1].Metrics);
        Assert.Equal([new LabelPair("x", "y"), new LabelPair("container", "a")], families[1].Metrics[0].Labels);
    }

    [Fact]
    public void AMissingInfinityBucketIsMadeFromTheCount() => Assert.Equal(
        "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 3\nh_sum 2\nh_count 3\n",
        Write([new MetricFamily
        {
            Name = "h",
            Type = MetricType.Histogram,
            Metrics = [new Metric { Histogram = new Histogram { SampleCount = 3, SampleSum = 2, Buckets = [new Bucket { UpperBound = 1, CumulativeCount = 1 }] } }],
        }]));

    [Fact]
    public void FamiliesAreLabeledAsTextIs()
    {
        var injector = new LabelInjector("container", "web");
        var family = Pages.Read("a{container=\"x\",b=\"c\"} 1\na{container=\"\"} 2\na 3\n").ToFamilies()[0];
        Assert.Equal(
            "# TYPE a untyped\na{exported_container=\"x\",b=\"c\",container=\"web\"} 1\na{container=\"web\"} 2\na{container=\"web\"} 3\n",
            Write([injector.Label(family)!]));
        Assert.Null(new LabelInjector("container", "web", LabelCollision.Fail).Label(family));
        Assert.Equal(
            "# TYPE a untyped\na{container=\"x\",b=\"c\"} 1\na{container=\"web\"} 2\na{container=\"web\"} 3\n",
            Write([new LabelInjector("container", "web", LabelCollision.Honor).Label(family)!]));
    }

    private static string Write(IEnumerable<MetricFamily> families)
    {
        var output = new ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write(families, ExpositionFormat.Text004, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}

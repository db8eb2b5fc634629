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

    [Fact]
    public void ObjectsBecomeOpenMetrics()
    {
        const string OpenMetrics = """
            # HELP c_seconds A \"c\".
            # TYPE c_seconds counter
            # UNIT c_seconds seconds
            c_seconds_total{a="b"} 7.0 1.5 # {trace="x\"y"} 0.25 1600000000.123
            c_seconds_created{a="b"} 1500000000.5 1.5
            # TYPE g gaugehistogram
            g_bucket{le="1.0"} 2
            g_bucket{le="+Inf"} 3
            g_gsum 4.0
            g_gcount 3
            # TYPE h histogram
            h_bucket{le="+Inf"} 3 # {} 0.5
            h_sum 4.5
            h_count 3
            # TYPE i info
            i_info{v="1"} 1.0
            # TYPE s stateset
            s{s="on"} 1.0
            # TYPE u unknown
            u NaN
            # EOF

            """;
        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(OpenMetrics), ExpositionFormat.OpenMetrics100, ReadMode.Strict, parsed));
        Assert.Equal(OpenMetrics, Write(parsed.ToFamilies(), ExpositionFormat.OpenMetrics100));
    }

    [Fact]
    public void ACounterWithoutTotalHasNoTypeInOpenMetrics() => Assert.Equal(
        "# TYPE x unknown\nx 1.0\n# EOF\n",
        Write(Pages.Read("# TYPE x counter\nx 1\n").ToFamilies(), ExpositionFormat.OpenMetrics100));

    [Fact]
    public void WhatTextCannotSayIsLeftOut() => Assert.Equal(
        "# TYPE c_total counter\nc_total 1\n# TYPE g_bucket untyped\ng_bucket{le=\"+Inf\"} 2\n# TYPE g_gcount untyped\ng_gcount 2\n",
        Write([
            new MetricFamily
            {
                Name = "g",
                Type = MetricType.GaugeHistogram,
                Metrics = [new Metric { Histogram = new Histogram { SampleCount = 2 } }],
            },
            new MetricFamily
            {
                Name = "c_total",
                Type = MetricType.Counter,
                Unit = "bytes",
                Metrics = [new Metric { Counter = new Counter { Value = 1, Created = DateTimeOffset.UnixEpoch, Exemplar = new Exemplar() } }],
            },
        ]));

    [Fact]
    public void NamesThatCannotStandOnAPageAreRefused() => Assert.Throws<ArgumentException>(() =>
        Write([new MetricFamily { Name = "", Type = MetricType.Gauge, Metrics = [new Metric { Gauge = new Gauge() }] }]));

    [Fact]
    public void PartsOfAMetricSpellThemselves()
    {
        var exemplar = new Exemplar { Labels = [new LabelPair("trace_id", "4bf92f"), new LabelPair("span_id", "1")], Value = 0.25 };

        Assert.Equal("{trace_id=\"4bf92f\",span_id=\"1\"} 0.25", exemplar.ToString());
        Assert.Equal("{le=\"+Inf\"} 12", new Bucket { UpperBound = double.PositiveInfinity, CumulativeCount = 12, Exemplar = exemplar }.ToString());
    }

    private static string Write(IEnumerable<MetricFamily> families, ExpositionFormat format = ExpositionFormat.Text004)
    {
        var output = new ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write(families, format, output);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}

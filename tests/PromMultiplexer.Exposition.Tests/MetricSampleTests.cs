using System.Text;

namespace PromMultiplexer.Exposition.Tests;

public sealed class MetricSampleTests
{
    [Fact]
    public void Families_fall_apart_into_the_samples_that_text_has()
    {
        const string Page = """
            # TYPE h histogram
            h_bucket{a="b",le="0.5"} 1
            h_bucket{a="b",le="+Inf"} 2
            h_sum{a="b"} 3.5
            h_count{a="b"} 2
            # TYPE r counter
            r{path="C:\\d \"q\""} 1e+06 1234
            # TYPE s summary
            s{quantile="0.99"} NaN
            s_sum 8
            s_count 9
            # TYPE t gauge
            t -1
            # TYPE u untyped
            u 5

            """;
        var samples = Pages.Read(Page).ToFamilies().SelectMany(family => family.ToSamples()).ToList();

        Assert.Equal(
            [
                "h_bucket{a=\"b\",le=\"0.5\"} 1", "h_bucket{a=\"b\",le=\"+Inf\"} 2", "h_sum{a=\"b\"} 3.5", "h_count{a=\"b\"} 2",
                "r{path=\"C:\\\\d \\\"q\\\"\"} 1e+06", "s{quantile=\"0.99\"} NaN", "s_sum 8", "s_count 9", "t -1", "u 5",
            ],
            samples.Select(sample => sample.ToString()));
        Assert.Equal(["h", "h", "h", "h", "r", "s", "s", "s", "t", "u"], samples.Select(sample => sample.Family));
        Assert.Equal([true, true, true, true, true, false, true, true, false, false], samples.Select(sample => sample.IsCumulative));
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1234), samples[4].Timestamp);
        Assert.Equal("C:\\d \"q\"", samples[4].Labels["path"]);
        Assert.Equal(MetricType.Summary, samples[5].Type);
    }

    [Fact]
    public void A_metric_as_text_has_its_labels_and_its_value() => Assert.Equal(
        ["{a=\"b\"} 1.5", "-1", "count 2, sum 3.5", "count 9, sum 8", "NaN"],
        Pages.Read("# TYPE a counter\na{a=\"b\"} 1.5\n# TYPE g gauge\ng -1\n"
            + "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 3.5\nh_count 2\n# TYPE s summary\ns_sum 8\ns_count 9\n# TYPE u untyped\nu NaN\n")
            .ToFamilies().SelectMany(family => family.Metrics).Select(metric => metric.ToString()));

    [Fact]
    public void Gauge_histograms_and_odd_names_keep_their_spelling()
    {
        const string Page = """
            # TYPE "my.h" gaugehistogram
            {"my.h_bucket","a.b"="c",le="+Inf"} 2 # {id="x"} 1.0
            {"my.h_gcount","a.b"="c"} 2
            {"my.h_gsum","a.b"="c"} 3.0
            # EOF

            """;
        Assert.Null(MetricFamilyReader.Read(Encoding.UTF8.GetBytes(Page), ExpositionFormat.OpenMetrics100, ReadMode.Tolerant, out var families));
        var samples = families.Single().ToSamples().ToList();

        Assert.Equal(
            ["\"my.h_bucket\"{\"a.b\"=\"c\",le=\"+Inf\"} 2", "\"my.h_gsum\"{\"a.b\"=\"c\"} 3", "\"my.h_gcount\"{\"a.b\"=\"c\"} 2"],
            samples.Select(sample => sample.ToString()));
        Assert.Equal("x", samples[0].Exemplar!.Labels.Single().Value);
        Assert.All(samples, sample => Assert.False(sample.IsCumulative));
    }

    [Fact]
    public void A_time_beyond_those_of_NET_is_none()
    {
        var family = new MetricFamily
        {
            Name = "a",
            Metrics = [new Metric { TimestampMilliseconds = long.MaxValue, Untyped = new Untyped { Value = 1 } }],
        };

        Assert.Null(family.ToSamples().Single().Timestamp);
    }

    [Fact]
    public void A_label_that_is_there_twice_stands_once() =>
        Assert.Equal("{a=\"2\",b=\"3\"}", LabelSet.Of([new("a", "1"), new("b", "3"), new("a", "2")]).ToString());
}

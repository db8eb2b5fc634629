using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

public sealed class OpenMetricsReaderTests
{
    /// <summary>Pages that Prometheus ingests, and how they look as text.</summary>
    public static TheoryData<string, string> Accepted => new()
    {
        { "# EOF", "" },
        { "# EOF\n", "" },
        { "a 1\n# EOF\n", "# TYPE a untyped\na 1\n" },
        { "# HELP a An \\\"a\\\" \\\\ \\n.\n# TYPE a gauge\na{b=\"c\"} 1\n# EOF\n", "# HELP a An \"a\" \\\\ \\n.\n# TYPE a gauge\na{b=\"c\"} 1\n" },
        { "# TYPE x counter\n# HELP x An x.\nx_total 1\nx_created 1.5e9\n# EOF\n",
          "# HELP x_created An x.\n# TYPE x_created gauge\nx_created 1.5e9\n# HELP x_total An x.\n# TYPE x_total counter\nx_total 1\n" },
        { "# TYPE x_seconds counter\n# UNIT x_seconds seconds\nx_seconds_total{a=\"b\"} 1.0 1234.5678 # {trace=\"1\"} 0.5 1234.5\n# EOF\n",
          "# TYPE x_seconds_total counter\nx_seconds_total{a=\"b\"} 1.0 1234567\n" },
        { "# TYPE i info\ni_info{v=\"1\"} 1\n# EOF\n", "# TYPE i_info gauge\ni_info{v=\"1\"} 1\n" },
        { "# TYPE s stateset\ns{s=\"on\"} 1\ns{s=\"off\"} 0\n# EOF\n", "# TYPE s gauge\ns{s=\"on\"} 1\ns{s=\"off\"} 0\n" },
        { "# TYPE u unknown\nu 1\n# EOF\n", "# TYPE u untyped\nu 1\n" },
        { "# TYPE g gaugehistogram\ng_bucket{le=\"+Inf\"} 1\ng_gcount 1\ng_gsum 2\n# EOF\n",
          "# TYPE g_bucket untyped\ng_bucket{le=\"+Inf\"} 1\n# TYPE g_gcount untyped\ng_gcount 1\n# TYPE g_gsum untyped\ng_gsum 2\n" },
        { "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1 # {} 0.5\nh_bucket{le=\"+Inf\"} 2\nh_count 2\nh_sum 3\nh_created 5\n# EOF\n",
          "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_count 2\nh_sum 3\n# TYPE h_created gauge\nh_created 5\n" },
        // Prometheus does not insist on what the specification insists on.
        { "b 1\na 1\nb{c=\"d\"} 2\n# EOF\n", "# TYPE a untyped\na 1\n# TYPE b untyped\nb 1\nb{c=\"d\"} 2\n" },
        { "# TYPE x counter\nx 1\nx_total NaN\n# EOF\n", "# TYPE x untyped\nx 1\n# TYPE x_total untyped\nx_total NaN\n" },
        { "a{b=\"c\",} 1\n# EOF\n", "# TYPE a untyped\na{b=\"c\"} 1\n" },
        { "{\"a\",b=\"\\x\"} 1\n# EOF\n", "# TYPE a untyped\na{b=\"\\\\x\"} 1\n" },
        { "a{b=\"1\",b=\"2\"} 1\n# EOF\n", "" },
        { "# TYPE a gauge\na 1 # {b=\"c\"} 1\n# EOF\n", "# TYPE a gauge\na 1\n" },
        { "# TYPE a counter\na_total 1 # {\"\"=\"\"} 1\na_total{b=\"c\"} 1 # {b=\"x\",\"\"=\"y\"} 1\n# EOF\n", "# TYPE a_total counter\na_total 1\na_total{b=\"c\"} 1\n" },
        { "a{b=\"x\0\"} 1\n# EOF\n", "# TYPE a untyped\na{b=\"x\0\"} 1\n" },
        // Text has no time before 1970.
        { "a 1 -5\nb 1 0.0005\nc 1 1e3\nd 1 -0.0001\n# EOF\n", "# TYPE a untyped\n# TYPE b untyped\nb 1 0\n# TYPE c untyped\nc 1 1000000\n# TYPE d untyped\nd 1 0\n" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void BecomesText(string page, string text)
    {
        var labeled = new LabeledExposition();
        labeled.TakeUnlabeled(Read(page));
        Assert.Equal(text, Pages.Write(new FamilyMerger().Merge([labeled])));
    }

    /// <summary>Pages that Prometheus refuses, with the exact error.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "", "line 1, column 1: the page does not end with # EOF" },
        { "a 1\n", "line 2, column 1: the page does not end with # EOF" },
        { "a 1", "line 1, column 4: the page does not end with # EOF" },
        { "# EOF\na 1\n", "line 2, column 1: text behind # EOF, near \"a 1\"" },
        { "\n# EOF\n", "line 1, column 1: an empty line" },
        { "# a comment\n# EOF\n", "line 1, column 1: expected HELP, TYPE, UNIT or EOF behind '# ', near \"# a comment\"" },
        { " a 1\n# EOF\n", "line 1, column 1: expected a metric name or '# ', near \" a 1\"" },
        { "a  1\n# EOF\n", "line 1, column 3: expected a value, near \" 1\"" },
        { "a\t1\n# EOF\n", "line 1, column 2: expected a blank and a value, near \"\\t1\"" },
        { "a{b = \"c\"} 1\n# EOF\n", "line 1, column 4: expected '=' behind a label name, near \" = \"c\"} 1\"" },
        { "a{b=\"x\ny\"} 1\n# EOF\n", "line 1, column 5: a label value without an end, near \"\"x\"" },
        { "a 1 \n# EOF\n", "line 1, column 5: expected a value" },
        { "a 1 NaN\n# EOF\n", "line 1, column 5: expected a timestamp in seconds, near \"NaN\"" },
        { "a 1 1 1\n# EOF\n", "line 1, column 6: expected the end of the line, near \" 1\"" },
        { "a 1 # {b=\"c\"}\n# EOF\n", "line 1, column 14: expected a blank and a value" },
        { "# TYPE a counter\na_total 1 # {b=\"x\",c=\"y\0z\"} 1\n# EOF\n", "line 2, column 24: a NUL in an exemplar, near \"\\u0000z\"} 1\"" },
        { "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1 # {b=\"x\\\\\0\"} 1 5 \n# EOF\n", "line 2, column 32: a NUL in an exemplar, near \"\\u0000\"} 1 5 \"" },
        { "a 1\r\n# EOF\n", "line 1, column 3: expected a number as the value, near \"1\\r\"" },
        { "# TYPE a untyped\n# EOF\n", "line 1, column 10: expected counter, gauge, histogram, gaugehistogram, summary, info, stateset or unknown, near \"untyped\"" },
        { "# TYPE a\n# EOF\n", "line 1, column 9: expected a blank behind the metric name" },
        { "# UNIT a_seconds bytes\n# EOF\n", "line 1, column 18: the unit is not the end of the metric name, near \"bytes\"" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void RefusesWhatPrometheusRefuses(string page, string error)
    {
        var refusal = ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.OpenMetrics100, ReadMode.Tolerant, new ParsedExposition());
        Assert.Equal(error, refusal?.ToString());
    }

    /// <summary>Half a page is no page: only the last line feed can be missing.</summary>
    [Theory]
    [InlineData(ReadMode.Tolerant)]
    [InlineData(ReadMode.Strict)]
    public void APageThatIsCutShortIsRefused(ReadMode mode)
    {
        var good = KnownPages.OpenMetrics.Where(page => Verdict(page, mode) is null && page.AsSpan().EndsWith("# EOF\n"u8)).ToList();
        Assert.NotEmpty(good);
        foreach (var page in good)
        {
            for (var length = 0; length < page.Length - 1; length++)
            {
                Assert.True(Verdict(page.AsMemory(0, length), mode) is not null, ReaderAgreement.Show(page.AsSpan(0, length)));
            }
        }

        static ReadError? Verdict(ReadOnlyMemory<byte> page, ReadMode mode) =>
            ExpositionReader.Read(page, ExpositionFormat.OpenMetrics100, mode, new ParsedExposition());
    }

    /// <summary>Pages that Prometheus ingests but the specification does not allow.</summary>
    public static TheoryData<string, string> RefusedInStrictMode => new()
    {
        { "# TYPE a counter\na_total 1 # {\"\"=\"x\"} 1\n# EOF\n", "line 2, column 14: a quoted name that has no end, is empty, is not valid UTF-8 or has a stray backslash, near \"\"\"=\"x\"} 1\"" },
        { "# TYPE a gauge\n# TYPE a gauge\n# EOF\n", "line 2, column 1: a second TYPE line for the same family, near \"# TYPE a gauge\"" },
        { "a 1\n# HELP a x\n# EOF\n", "line 2, column 1: metadata behind samples of its family, near \"# HELP a x\"" },
        { "a 1\nb 1\na{c=\"d\"} 1\n# EOF\n", "line 4, column 1: the name a belongs to two families, or a family stands in two pieces, near \"# EOF\"" },
        { "# TYPE a counter\na_total 1\n# TYPE a_total gauge\na_total 1\n# EOF\n", "line 5, column 1: the name a_total belongs to two families, or a family stands in two pieces, near \"# EOF\"" },
        { "# TYPE a counter\na_total -1\n# EOF\n", "line 2, column 1: a negative count or sum, near \"a_total -1\"" },
        { "# TYPE a counter\na_total NaN\n# EOF\n", "line 2, column 1: a count or sum that is not a number, near \"a_total NaN\"" },
        { "# TYPE i info\ni_info 2\n# EOF\n", "line 2, column 1: an info that is not 1, near \"i_info 2\"" },
        { "# TYPE s stateset\ns 1\n# EOF\n", "line 2, column 1: a state set sample without the label that names its state, near \"s 1\"" },
        { "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_count 1\nh_sum 1\n# EOF\n", "line 5, column 1: family h: a histogram without a +Inf bucket, near \"# EOF\"" },
        { "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 2\nh_sum 1\n# EOF\n", "line 5, column 1: family h: a histogram whose count is not its +Inf bucket, near \"# EOF\"" },
        { "# TYPE a gauge\na{b=\"1\"} 1\na{b=\"2\"} 1\na{b=\"1\"} 2\n# EOF\n", "line 4, column 1: the samples of a metric stand apart, near \"a{b=\"1\"} 2\"" },
        { "a 1\na 1\n# EOF\n", "line 2, column 1: the same series twice, near \"a 1\"" },
        { "a 1 2\na 1 1\n# EOF\n", "line 2, column 1: timestamps of a metric that go backwards, near \"a 1 1\"" },
        { "# TYPE a gauge\na 1 # {b=\"c\"} 1\n# EOF\n", "line 2, column 7: an exemplar on a sample that cannot have one, near \"{b=\"c\"} 1\"" },
        { "a{b=\"c\",} 1\n# EOF\n", "line 1, column 9: expected a label name behind ',', near \"} 1\"" },
    };

    [Theory]
    [MemberData(nameof(RefusedInStrictMode))]
    public void StrictModeInsistsOnTheSpecification(string page, string error)
    {
        Read(page);
        var refusal = ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.OpenMetrics100, ReadMode.Strict, new ParsedExposition());
        Assert.Equal(error, refusal?.ToString());
    }

    [Fact]
    public void BecomesObjects()
    {
        var families = Read("""
            # TYPE c counter
            # UNIT c_seconds seconds
            # TYPE c_seconds counter
            c_seconds_total{a="b"} 7 1.5 # {trace="x\"y"} 0.25 1600000000.123
            c_seconds_created{a="b"} 1500000000.5
            # TYPE g gaugehistogram
            g_bucket{le="1"} 2
            g_bucket{le="+Inf"} 3
            g_gcount 3
            g_gsum 4
            # TYPE i info
            i_info{v="1"} 1
            # EOF
            """).ToFamilies();
        Assert.Equal(["c_seconds_total", "c_total", "g", "i_info"], families.Select(family => family.Name));
        Assert.Equal([MetricType.Counter, MetricType.Counter, MetricType.GaugeHistogram, MetricType.Info], families.Select(family => family.Type));
        Assert.Equal("seconds", families[0].Unit);
        var counter = Assert.Single(families[0].Metrics);
        Assert.Equal(7, counter.Counter!.Value);
        Assert.Equal(1500, counter.TimestampMilliseconds);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1500000000500), counter.Counter.Created);
        Assert.Equal([new LabelPair("trace", "x\"y")], counter.Counter.Exemplar!.Labels);
        Assert.Equal(0.25, counter.Counter.Exemplar.Value);
        Assert.Equal(DateTimeOffset.FromUnixTimeMilliseconds(1600000000123), counter.Counter.Exemplar.Timestamp);
        var histogram = Assert.Single(families[2].Metrics).Histogram!;
        Assert.Equal((3.0, 4.0, 2), (histogram.SampleCount, histogram.SampleSum, histogram.Buckets.Count));
        Assert.Equal(1, Assert.Single(families[3].Metrics).Gauge!.Value);
    }

    [Fact]
    public void OpenMetricsAndTextCountersAreOneFamily()
    {
        var openMetrics = new LabeledExposition();
        Assert.Null(new LabelInjector("container", "om").Label(
            Read("# TYPE foo counter\n# HELP foo Foos.\nfoo_total{a=\"b\"} 1 5 # {c=\"d\"} 1\n# EOF\n"), openMetrics));
        var merged = new FamilyMerger().Merge([Pages.Label("# TYPE foo_total counter\nfoo_total 2\n", "text"), openMetrics]);
        Assert.Equal(
            "# HELP foo_total Foos.\n# TYPE foo_total counter\nfoo_total{container=\"text\"} 2\nfoo_total{a=\"b\",container=\"om\"} 1 5000\n",
            Pages.Write(merged));
        Assert.Empty(merged.Conflicts);
    }

    [Fact]
    public void TheFirstSampleThatIsDroppedIsToldApart()
    {
        var parsed = Read("a 1\n# TYPE a gauge\na{b=\"1\",b=\"2\"} 1\na{c=\"1\",c=\"2\"} 1\n# EOF\n");
        Assert.Equal(2, parsed.DroppedSampleCount);
        Assert.Equal("line 3, column 9: the same label twice, near \"b=\"2\"} 1\"", parsed.FirstDroppedSample?.ToString());
    }

    private static ParsedExposition Read(string page)
    {
        var parsed = new ParsedExposition();
        var error = ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.OpenMetrics100, ReadMode.Tolerant, parsed);
        Assert.True(error is null, error?.ToString());
        return parsed;
    }
}

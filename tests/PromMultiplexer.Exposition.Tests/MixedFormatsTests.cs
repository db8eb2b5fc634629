using System.Buffers;
using System.Text;
using static PromMultiplexer.Exposition.Tests.ProtobufPages;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>Pages of one format written as another, and pages of several formats as one.</summary>
public sealed class MixedFormatsTests
{
    private static readonly byte[] NativeHistogram = Bytes(7,
        Integer(1, 4), Number(2, 9.5), Zigzag(5, 3), Number(6, 0.1), Integer(7, 1), Bytes(12, Zigzag(1, -1), Integer(2, 2)), Bytes(13, [4, 1]));

    public static TheoryData<byte[], string, string> Messages { get; } = new()
    {
        // Counters, with and without _total, with what only OpenMetrics can say.
        {
            Family("c_total", 0, Text(2, "Say \"hi\"\\\n."), Metric(Label("a", "x\"\\\n"), Bytes(3, Number(1, 1_000_000), Bytes(2, Label("t", "1"), Number(2, 0.5), Bytes(3, Integer(1, 9), Integer(2, 500_000_000))), Bytes(3, Integer(1, 7), Integer(2, 20_000_000))), Integer(6, 1500))),
            "# HELP c_total Say \"hi\"\\\\\\n.\n# TYPE c_total counter\nc_total{a=\"x\\\"\\\\\\n\"} 1e+06 1500\n",
            "# HELP c Say \\\"hi\\\"\\\\\\n.\n# TYPE c counter\nc_total{a=\"x\\\"\\\\\\n\"} 1e+06 1.5 # {t=\"1\"} 0.5 9.5\nc_created{a=\"x\\\"\\\\\\n\"} 7.02 1.5\n# EOF\n"
        },
        { Family("c", 0, Metric(Counter(1))), "# TYPE c counter\nc 1\n", "# TYPE c unknown\nc 1.0\n# EOF\n" },
        {
            [.. Family("c", 1, Metric(Gauge(1))), .. Family("c_total", 0, Text(2, "Help."), Metric(Bytes(3, Number(1, 2), Bytes(2, Label("t", "1"), Number(2, 0.5)), Bytes(3, Integer(1, 7)))))],
            "# TYPE c gauge\nc 1\n# HELP c_total Help.\n# TYPE c_total counter\nc_total 2\n",
            "# TYPE c gauge\nc 1.0\n# HELP c_total Help.\n# TYPE c_total unknown\nc_total 2.0\n# EOF\n"
        },
        {
            [.. Family("my.requests_total", 0, Metric(Counter(2))), .. Family("my.requests", 4, Metric(Bytes(7, Integer(1, 3), Number(2, 2.5))))],
            "# TYPE \"my.requests\" histogram\n{\"my.requests_bucket\",le=\"+Inf\"} 3\n{\"my.requests_sum\"} 2.5\n{\"my.requests_count\"} 3\n# TYPE \"my.requests_total\" counter\n{\"my.requests_total\"} 2\n",
            "# TYPE \"my.requests\" histogram\n{\"my.requests_bucket\",le=\"+Inf\"} 3\n{\"my.requests_sum\"} 2.5\n{\"my.requests_count\"} 3\n# TYPE \"my.requests_total\" unknown\n{\"my.requests_total\"} 2.0\n# EOF\n"
        },
        {
            [.. Family("c", 0, Metric(Counter(1))), .. Family("c_total", 0, Metric(Counter(2))), .. Family("c_total_total", 0, Metric(Counter(3)))],
            "# TYPE c counter\nc 1\n# TYPE c_total counter\nc_total 2\n# TYPE c_total_total counter\nc_total_total 3\n",
            "# TYPE c unknown\nc 1.0\n# TYPE c_total unknown\nc_total 2.0\n# TYPE c_total_total unknown\nc_total_total 3.0\n# EOF\n"
        },
        { Family("_total", 0, Metric(Counter(1))), "# TYPE _total counter\n_total 1\n", "# TYPE _total unknown\n_total 1.0\n# EOF\n" },

        // Gauges, units, and values of every sort.
        {
            Family("g_seconds", 1, Text(5, "seconds"), Metric(Gauge(double.NaN)), Metric(Label("a", "1"), Gauge(double.NegativeInfinity)), Metric(Label("a", "2"), Gauge(-0.000001))),
            "# TYPE g_seconds gauge\ng_seconds NaN\ng_seconds{a=\"1\"} -Inf\ng_seconds{a=\"2\"} -1e-06\n",
            "# TYPE g_seconds gauge\n# UNIT g_seconds seconds\ng_seconds NaN\ng_seconds{a=\"1\"} -Inf\ng_seconds{a=\"2\"} -1e-06\n# EOF\n"
        },
        { Family("g", 1, Text(5, "seconds"), Metric(Gauge(1))), "# TYPE g gauge\ng 1\n", "# TYPE g gauge\ng 1.0\n# EOF\n" },
        { Family("u", 3, Metric(Untyped(1))), "# TYPE u untyped\nu 1\n", "# TYPE u unknown\nu 1.0\n# EOF\n" },

        // The value that the type says is zero where there is another one; labels without a value are none.
        { Family("g", 1, Metric(Counter(5), Label("a", ""))), "# TYPE g gauge\ng 0\n", "# TYPE g gauge\ng 0.0\n# EOF\n" },

        // A time before 1970 has no place in text.
        { Family("g", 1, Metric(Gauge(1), Integer(6, unchecked((ulong)-1500L)))), "# TYPE g gauge\n", "# TYPE g gauge\ng 1.0 -1.5\n# EOF\n" },

        // Summaries.
        {
            Family("s", 2, Metric(Label("a", "1"), Bytes(4, Integer(1, 3), Number(2, 2.5), Bytes(3, Number(1, 0.5), Number(2, 9)), Bytes(3, Number(1, 1), Number(2, double.NaN)), Bytes(4, Integer(1, 7))))),
            "# TYPE s summary\ns{a=\"1\",quantile=\"0.5\"} 9\ns{a=\"1\",quantile=\"1\"} NaN\ns_sum{a=\"1\"} 2.5\ns_count{a=\"1\"} 3\n",
            "# TYPE s summary\ns{a=\"1\",quantile=\"0.5\"} 9.0\ns{a=\"1\",quantile=\"1.0\"} NaN\ns_sum{a=\"1\"} 2.5\ns_count{a=\"1\"} 3\ns_created{a=\"1\"} 7.0\n# EOF\n"
        },

        // Histograms: the bucket of +Inf is there in any case, and nothing behind it.
        {
            Family("h", 4, Metric(Bytes(7, Integer(1, 3), Number(2, 2.5), Bytes(3, Integer(1, 2), Number(2, 1), Bytes(3, Label("t", "1"), Number(2, 0.5)))))),
            "# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum 2.5\nh_count 3\n",
            "# TYPE h histogram\nh_bucket{le=\"1.0\"} 2 # {t=\"1\"} 0.5\nh_bucket{le=\"+Inf\"} 3\nh_sum 2.5\nh_count 3\n# EOF\n"
        },
        {
            Family("h", 4, Metric(Bytes(7, Integer(1, 3), Bytes(3, Integer(1, 3), Number(2, double.PositiveInfinity)), Bytes(3, Integer(1, 9), Number(2, 1))))),
            "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 3\nh_sum 0\nh_count 3\n",
            "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 3\nh_sum 0.0\nh_count 3\n# EOF\n"
        },

        // Counts that are floats are none that OpenMetrics has.
        {
            Family("h", 4, Metric(Bytes(7, Number(4, 2.5), Bytes(3, Number(4, 1.5), Number(2, 1))))),
            "# TYPE h histogram\nh_bucket{le=\"1\"} 1.5\nh_bucket{le=\"+Inf\"} 2.5\nh_sum 0\nh_count 2.5\n",
            "# TYPE h_bucket unknown\nh_bucket{le=\"1.0\"} 1.5\nh_bucket{le=\"+Inf\"} 2.5\n# TYPE h_count unknown\nh_count 2.5\n# TYPE h_sum unknown\nh_sum 0.0\n# EOF\n"
        },
        {
            Family("n", 4, Metric(Label("a", "1"), NativeHistogram)),
            "# TYPE n histogram\nn_bucket{a=\"1\",le=\"+Inf\"} 4\nn_sum{a=\"1\"} 9.5\nn_count{a=\"1\"} 4\n",
            "# TYPE n histogram\nn_bucket{a=\"1\",le=\"+Inf\"} 4\nn_sum{a=\"1\"} 9.5\nn_count{a=\"1\"} 4\n# EOF\n"
        },

        // Prometheus calls the samples of a gauge histogram by the names of a histogram's.
        {
            Family("q", 5, Metric(Bytes(7, Integer(1, 3), Number(2, 2.5), Bytes(3, Integer(1, 2), Number(2, 1))))),
            "# TYPE q histogram\nq_bucket{le=\"1\"} 2\nq_bucket{le=\"+Inf\"} 3\nq_sum 2.5\nq_count 3\n",
            "# TYPE q histogram\nq_bucket{le=\"1.0\"} 2\nq_bucket{le=\"+Inf\"} 3\nq_sum 2.5\nq_count 3\n# EOF\n"
        },

        // Exemplars that OpenMetrics has no place for go alone.
        {
            Family("c_total", 0, Metric(Bytes(3, Number(1, 1), Bytes(2, Label("t", new string('x', 128)))))),
            "# TYPE c_total counter\nc_total 1\n", "# TYPE c counter\nc_total 1.0\n# EOF\n"
        },
        {
            Family("c_total", 0, Metric(Bytes(3, Number(1, 1), Bytes(2, Label("t", "1"), Label("t", "2"))))),
            "# TYPE c_total counter\nc_total 1\n", "# TYPE c counter\nc_total 1.0\n# EOF\n"
        },
        {
            Family("c_total", 0, Metric(Bytes(3, Number(1, 1), Bytes(2, Bytes(1, Text(2, "nameless")))))),
            "# TYPE c_total counter\nc_total 1\n", "# TYPE c counter\nc_total 1.0\n# EOF\n"
        },
        {
            Family("c_total", 0, Metric(Label("a", "\0"), Bytes(3, Number(1, 1), Bytes(2, Label("t", "x\0y")))), Metric(Bytes(3, Number(1, 2), Bytes(2, Label("t\0", "x"))))),
            "# TYPE c_total counter\nc_total{a=\"\0\"} 1\nc_total 2\n", "# TYPE c counter\nc_total{a=\"\0\"} 1.0\nc_total 2.0\n# EOF\n"
        },
        {
            Family("h", 4, Metric(Bytes(7, Integer(1, 3), Number(2, 2.5), Bytes(3, Integer(1, 2), Number(2, 1), Bytes(3, Label("t", "\0"), Number(2, 0.5)))))),
            "# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum 2.5\nh_count 3\n",
            "# TYPE h histogram\nh_bucket{le=\"1.0\"} 2\nh_bucket{le=\"+Inf\"} 3\nh_sum 2.5\nh_count 3\n# EOF\n"
        },

        // Names that only quotes can spell.
        {
            Family("my.requests_total", 0, Text(2, "Help."), Metric(Label("http.code", "200"), Counter(1)), Metric(Counter(2))),
            "# HELP \"my.requests_total\" Help.\n# TYPE \"my.requests_total\" counter\n{\"my.requests_total\",\"http.code\"=\"200\"} 1\n{\"my.requests_total\"} 2\n",
            "# HELP \"my.requests\" Help.\n# TYPE \"my.requests\" counter\n{\"my.requests_total\",\"http.code\"=\"200\"} 1.0\n{\"my.requests_total\"} 2.0\n# EOF\n"
        },

        // A family in pieces, and one without metrics.
        {
            [.. Family("g", 1, Metric(Gauge(1))), .. Family("f", 1, Text(2, "Nothing.")), .. Family("g", 1, Text(2, "Late."), Metric(Label("a", "1"), Gauge(2)))],
            "# HELP g Late.\n# TYPE g gauge\ng 1\ng{a=\"1\"} 2\n", "# HELP g Late.\n# TYPE g gauge\ng 1.0\ng{a=\"1\"} 2.0\n# EOF\n"
        },
    };

    public static TheoryData<string, ExpositionFormat, string> Lines { get; } = new()
    {
        { "# HELP c_total Say \\n.\n# TYPE c_total counter\nc_total{a=\"\\\"\"} 1e3 1500\n", ExpositionFormat.Text004, "name:\"c_total\" help:\"Say \\n.\" type:COUNTER metric:{label:{name:\"a\" value:\"\\\"\"} counter:{value:1000} timestamp_ms:1500}\n" },
        { "u 1\n", ExpositionFormat.Text004, "name:\"u\" type:UNTYPED metric:{untyped:{value:1}}\n" },
        { "# TYPE x_created gauge\nx_created 1\n", ExpositionFormat.Text004, "name:\"x_created\" type:GAUGE metric:{gauge:{value:1}}\n" },
        {
            "# TYPE h histogram\nh_bucket{a=\"1\",le=\"1\"} 2\nh_bucket{a=\"1\",le=\"+Inf\"} 3\nh_sum{a=\"1\"} 2.5\nh_count{a=\"1\"} 3\n", ExpositionFormat.Text004,
            "name:\"h\" type:HISTOGRAM metric:{label:{name:\"a\" value:\"1\"} histogram:{sample_count:3 sample_sum:2.5 bucket:{cumulative_count:2 upper_bound:1} bucket:{cumulative_count:3 upper_bound:inf}}}\n"
        },
        {
            "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1.5\nh_sum 2\nh_count 1.5\n", ExpositionFormat.Text004,
            "name:\"h\" type:HISTOGRAM metric:{histogram:{sample_count_float:1.5 sample_sum:2 bucket:{cumulative_count_float:1.5 upper_bound:inf}}}\n"
        },

        // Metrics whose samples are not together.
        {
            "# TYPE s summary\ns_sum{a=\"1\"} 1\ns_sum{a=\"2\"} 2\ns_count{a=\"1\"} 3\ns_count{a=\"2\"} 4\ns{a=\"2\",quantile=\"0.5\"} 5\n", ExpositionFormat.Text004,
            "name:\"s\" type:SUMMARY metric:{label:{name:\"a\" value:\"1\"} summary:{sample_count:3 sample_sum:1}} metric:{label:{name:\"a\" value:\"2\"} summary:{sample_count:4 sample_sum:2 quantile:{quantile:0.5 value:5}}}\n"
        },

        // What a message would add to or lose costs the type: no +Inf, no count, no sum, a count that is none, several times.
        { "# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_sum 2.5\nh_count 3\n", ExpositionFormat.Text004, Apart("h_bucket", "{label:{name:\"le\" value:\"1\"} untyped:{value:2}}", "h_count", "{untyped:{value:3}}", "h_sum", "{untyped:{value:2.5}}") },
        { "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 2.5\n", ExpositionFormat.Text004, Apart("h_bucket", "{label:{name:\"le\" value:\"+Inf\"} untyped:{value:2}}", "h_sum", "{untyped:{value:2.5}}") },
        { "# TYPE s summary\ns_count 3\n", ExpositionFormat.Text004, Apart("s_count", "{untyped:{value:3}}") },
        { "# TYPE s summary\ns_count 3.5\ns_sum 1\n", ExpositionFormat.Text004, Apart("s_count", "{untyped:{value:3.5}}", "s_sum", "{untyped:{value:1}}") },
        { "# TYPE s summary\ns_count 3 1000\ns_sum 1 2000\n", ExpositionFormat.Text004, Apart("s_count", "{untyped:{value:3} timestamp_ms:1000}", "s_sum", "{untyped:{value:1} timestamp_ms:2000}") },

        // What looks like a bound says something of its own on a sum or a count, and a bucket says nothing without one.
        {
            "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 3\nh_sum 1\nh_count{le=\"5\"} 3\n", ExpositionFormat.Text004,
            Apart("h_bucket", "{label:{name:\"le\" value:\"+Inf\"} untyped:{value:3}}", "h_count", "{label:{name:\"le\" value:\"5\"} untyped:{value:3}}", "h_sum", "{untyped:{value:1}}")
        },
        {
            "# TYPE s summary\ns_sum{quantile=\"0.5\"} 1\ns_count{quantile=\"0.5\"} 3\n", ExpositionFormat.Text004,
            "name:\"s\" type:SUMMARY metric:{label:{name:\"quantile\" value:\"0.5\"} summary:{sample_count:3 sample_sum:1}}\n"
        },
        {
            "# TYPE g gaugehistogram\ng_bucket 2\ng_bucket{le=\"+Inf\"} 3\ng_gsum 1\ng_gcount 3\n# EOF\n", ExpositionFormat.OpenMetrics100,
            Apart("g_bucket", "{untyped:{value:2}} metric:{label:{name:\"le\" value:\"+Inf\"} untyped:{value:3}}", "g_gcount", "{untyped:{value:3}}", "g_gsum", "{untyped:{value:1}}")
        },

        // The order of labels does not matter.
        {
            "# TYPE s summary\ns_sum{a=\"1\",b=\"2\"} 1\ns_count{b=\"2\",a=\"1\"} 3\n", ExpositionFormat.Text004,
            "name:\"s\" type:SUMMARY metric:{label:{name:\"a\" value:\"1\"} label:{name:\"b\" value:\"2\"} summary:{sample_count:3 sample_sum:1}}\n"
        },

        // A time of zero would be none.
        { "x 1 0\ny 2\n", ExpositionFormat.Text004, Apart("y", "{untyped:{value:2}}") },
        { "# TYPE x gauge\nx 1 0.0004\nx{a=\"1\"} 1\n# EOF\n", ExpositionFormat.OpenMetrics100, "name:\"x\" type:GAUGE metric:{label:{name:\"a\" value:\"1\"} gauge:{value:1}}\n" },

        // OpenMetrics.
        {
            "# TYPE c_seconds counter\n# UNIT c_seconds seconds\nc_seconds_total{a=\"1\"} 1.0 1.5 # {t=\"x\"} 0.5 9.5\nc_seconds_created{a=\"1\"} 7.02\n# EOF\n", ExpositionFormat.OpenMetrics100,
            "name:\"c_seconds_total\" type:COUNTER metric:{label:{name:\"a\" value:\"1\"} counter:{value:1 exemplar:{label:{name:\"t\" value:\"x\"} value:0.5 timestamp:{seconds:9 nanos:500000000}} created_timestamp:{seconds:7 nanos:20000000}} timestamp_ms:1500} unit:\"seconds\"\n"
        },
        { "# TYPE i info\ni_info{a=\"1\"} 1\n# TYPE s stateset\ns{s=\"on\"} 1\n# EOF\n", ExpositionFormat.OpenMetrics100, "name:\"i_info\" type:GAUGE metric:{label:{name:\"a\" value:\"1\"} gauge:{value:1}}\nname:\"s\" type:GAUGE metric:{label:{name:\"s\" value:\"on\"} gauge:{value:1}}\n" },
        {
            "# TYPE q gaugehistogram\nq_bucket{le=\"+Inf\"} 3\nq_gsum 2.5\nq_gcount 3\n# EOF\n", ExpositionFormat.OpenMetrics100,
            "name:\"q\" type:GAUGE_HISTOGRAM metric:{histogram:{sample_count:3 sample_sum:2.5 bucket:{cumulative_count:3 upper_bound:inf}}}\n"
        },
        { "# TYPE c counter\nc_created 7\n# EOF\n", ExpositionFormat.OpenMetrics100, Apart("c_created", "{untyped:{value:7}}") },
    };

    [Theory]
    [MemberData(nameof(Messages))]
    public void MessagesBecomeText(byte[] page, string text, string openMetrics)
    {
        Assert.NotEmpty(openMetrics);
        Assert.Equal(text, Write([Unlabeled(page)], ExpositionFormat.Text004));
    }

    [Theory]
    [MemberData(nameof(Messages))]
    public void MessagesBecomeOpenMetrics(byte[] page, string text, string openMetrics)
    {
        Assert.NotEmpty(text);
        Assert.Equal(openMetrics, Write([Unlabeled(page)], ExpositionFormat.OpenMetrics100));
    }

    [Theory]
    [MemberData(nameof(Lines))]
    public void LinesBecomeMessages(string page, ExpositionFormat format, string messages) =>
        Assert.Equal(messages, Write([LabeledLines(page, format, null)], ExpositionFormat.ProtobufCompactText));

    [Fact]
    public void OneOfEachFormatBecomesOnePage()
    {
        LabeledExposition[] sources =
        [
            LabeledLines("# HELP foo_total Text.\n# TYPE foo_total counter\nfoo_total 1\n", ExpositionFormat.Text004, "text"),
            LabeledLines("# HELP foo Open.\n# TYPE foo counter\nfoo_total 2 # {t=\"1\"} 1\nfoo_created 5\n# EOF\n", ExpositionFormat.OpenMetrics100, "open"),
            Labeled([.. Family("foo_total", 0, Metric(Counter(3))), .. Family("n", 4, Metric(NativeHistogram))], "proto"),
        ];
        Assert.Equal(
            """
            # HELP foo_created Open.
            # TYPE foo_created gauge
            foo_created{container="open"} 5
            # HELP foo_total Text.
            # TYPE foo_total counter
            foo_total{container="text"} 1
            foo_total{container="open"} 2
            foo_total{container="proto"} 3
            # TYPE n histogram
            n_bucket{container="proto",le="+Inf"} 4
            n_sum{container="proto"} 9.5
            n_count{container="proto"} 4

            """,
            Write(sources, ExpositionFormat.Text004));
        Assert.Equal(
            """
            # HELP foo Text.
            # TYPE foo counter
            foo_total{container="text"} 1
            foo_total{container="open"} 2 # {t="1"} 1
            foo_created{container="open"} 5
            foo_total{container="proto"} 3.0
            # TYPE n histogram
            n_bucket{container="proto",le="+Inf"} 4
            n_sum{container="proto"} 9.5
            n_count{container="proto"} 4
            # EOF

            """,
            Write(sources, ExpositionFormat.OpenMetrics100));
        Assert.Equal(
            "name:\"foo_total\" help:\"Text.\" type:COUNTER"
            + " metric:{label:{name:\"container\" value:\"text\"} counter:{value:1}}"
            + " metric:{label:{name:\"container\" value:\"open\"} counter:{value:2 exemplar:{label:{name:\"t\" value:\"1\"} value:1} created_timestamp:{seconds:5}}}"
            + " metric:{label:{name:\"container\" value:\"proto\"} counter:{value:3}}\n"
            + "name:\"n\" type:HISTOGRAM metric:{label:{name:\"container\" value:\"proto\"} histogram:{sample_count:4 sample_sum:9.5 schema:3 zero_threshold:0.1 zero_count:1 positive_span:{offset:-1 length:2} positive_delta:2 positive_delta:-1}}\n",
            Write(sources, ExpositionFormat.ProtobufCompactText));
    }

    /// <summary>OpenMetrics has one name for <c>c</c> and <c>c_total</c>. Every program in Go has such a pair.</summary>
    [Fact]
    public void ACounterOfMessagesBesideAnotherFamilyOfItsNameIsDemotedAlone()
    {
        byte[] page = [.. Family("c", 1, Metric(Gauge(1))), .. Family("c_total", 0, Text(2, "Help."), Metric(Counter(2)))];
        LabeledExposition[] sources = [Labeled(page, "proto"), LabeledLines("# TYPE c gauge\nc 3\n# TYPE c_total counter\nc_total 4\n", ExpositionFormat.Text004, "text")];
        Assert.Equal(
            """
            # TYPE c gauge
            c{container="proto"} 1.0
            c{container="text"} 3
            # HELP c_total Help.
            # TYPE c_total unknown
            c_total{container="proto"} 2.0
            c_total{container="text"} 4
            # EOF

            """,
            Write(sources, ExpositionFormat.OpenMetrics100));
        Assert.Equal([new MergeConflict(ConflictKind.Name, "c_total", 0, 0)], new FamilyMerger().Merge(sources, ExpositionFormat.OpenMetrics100).Conflicts);
        Assert.Equal([new MergeConflict(ConflictKind.Name, "c_total", 0, 0)], new FamilyMerger().Merge(sources[..1], ExpositionFormat.OpenMetrics100).Conflicts);
    }

    /// <summary>Whichever of its names the counter goes by on the one page, the next may have another.</summary>
    [Fact]
    public void ACounterOfMessagesGetsItsTypeBackWithItsName()
    {
        var merger = new FamilyMerger();
        byte[] alone = Family("c_total", 0, Metric(Counter(2)));
        byte[] crowded = [.. Family("c", 1, Metric(Gauge(1))), .. alone];
        var labeled = new LabeledExposition();
        foreach (var (page, expected) in new[] { (alone, "counter"), (crowded, "unknown"), (crowded, "unknown"), (alone, "counter") })
        {
            labeled.TakeUnlabeled(Parsed(page));
            Assert.Contains($" {expected}\nc_total 2.0\n", Pages.Write(merger.Merge([labeled], ExpositionFormat.OpenMetrics100), ExpositionFormat.OpenMetrics100), StringComparison.Ordinal);
        }
    }

    /// <summary>A page of a real program says the same of its families in OpenMetrics, be it made of its text or of its messages.</summary>
    [Theory]
    [InlineData("node_exporter")]
    [InlineData("prometheus")]
    [InlineData("redis_exporter")]
    public void RealMessagesBecomeTheFamiliesThatTheirTextBecomes(string program)
    {
        if (SharedData.Find($"payloads/{program}.pb") is not { } path)
        {
            SharedData.SaySkipped("the payloads");
            return;
        }

        var messages = Unlabeled(File.ReadAllBytes(path));
        var text = LabeledLines(Write([messages], ExpositionFormat.Text004), ExpositionFormat.Text004, null);
        var ofMessages = Write([messages], ExpositionFormat.OpenMetrics100);
        Assert.Contains("# TYPE go_memstats_alloc_bytes gauge\n", ofMessages, StringComparison.Ordinal);
        Assert.Contains("# TYPE go_memstats_alloc_bytes_total unknown\n", ofMessages, StringComparison.Ordinal);
        Assert.Equal(Metadata(Write([text], ExpositionFormat.OpenMetrics100)), Metadata(ofMessages));
        Assert.Equal(ConflictsOf(text), ConflictsOf(messages));

        static IEnumerable<string> Metadata(string page) => page.Split('\n').Where(line => line.StartsWith('#'));
        static IEnumerable<MergeConflict> ConflictsOf(LabeledExposition source) => new FamilyMerger().Merge([source], ExpositionFormat.OpenMetrics100).Conflicts;
    }

    [Fact]
    public void TypesThatAreOneNumberAreReconciled()
    {
        var (page, conflicts) = Merge(
            Family("a", 3, Metric(Untyped(1))), Family("a", 1, Metric(Gauge(2))), Family("b", 0, Metric(Counter(1))), Family("b", 1, Metric(Gauge(2))));
        Assert.Equal(
            "name:\"a\" type:GAUGE metric:{label:{name:\"container\" value:\"0\"} gauge:{value:1}} metric:{label:{name:\"container\" value:\"1\"} gauge:{value:2}}\n"
            + "name:\"b\" type:UNTYPED metric:{label:{name:\"container\" value:\"2\"} untyped:{value:1}} metric:{label:{name:\"container\" value:\"3\"} untyped:{value:2}}\n",
            page);
        Assert.Equal([new MergeConflict(ConflictKind.Type, "b", 2, 3)], conflicts);
    }

    [Fact]
    public void WhatCannotStandUnderOneTypeIsTakenApart()
    {
        var classic = Bytes(7, Integer(1, 3), Number(2, 2.5), Bytes(3, Integer(1, 2), Number(2, 1)));
        var (page, conflicts) = Merge(
            Family("x", 4, Metric(NativeHistogram)), Family("x", 1, Metric(Gauge(2))), Family("x", 4, Metric(classic)), Family("x", 2, Metric(Bytes(4, Integer(1, 1), Bytes(3, Number(1, 1), Number(2, 8))))));
        Assert.Equal(
            "name:\"x\" type:HISTOGRAM metric:{label:{name:\"container\" value:\"0\"} histogram:{sample_count:4 sample_sum:9.5 schema:3 zero_threshold:0.1 zero_count:1 positive_span:{offset:-1 length:2} positive_delta:2 positive_delta:-1}}\n"
            + "name:\"x\" type:UNTYPED metric:{label:{name:\"container\" value:\"1\"} untyped:{value:2}} metric:{label:{name:\"container\" value:\"3\"} label:{name:\"quantile\" value:\"1.0\"} untyped:{value:8}}\n"
            + "name:\"x_bucket\" type:UNTYPED metric:{label:{name:\"container\" value:\"2\"} label:{name:\"le\" value:\"1.0\"} untyped:{value:2}} metric:{label:{name:\"container\" value:\"2\"} label:{name:\"le\" value:\"+Inf\"} untyped:{value:3}}\n"
            + "name:\"x_count\" type:UNTYPED metric:{label:{name:\"container\" value:\"2\"} untyped:{value:3}} metric:{label:{name:\"container\" value:\"3\"} untyped:{value:1}}\n"
            + "name:\"x_sum\" type:UNTYPED metric:{label:{name:\"container\" value:\"2\"} untyped:{value:2.5}} metric:{label:{name:\"container\" value:\"3\"} untyped:{value:0}}\n",
            page);
        Assert.Equal([new MergeConflict(ConflictKind.Type, "x", 0, 1)], conflicts);
    }

    [Fact]
    public void ClassicAndNativeHistogramsAreOneFamily()
    {
        byte[][] pages = [Family("x", 4, Metric(NativeHistogram)), Family("x", 4, Metric(Bytes(7, Integer(1, 3), Bytes(3, Integer(1, 3), Number(2, double.PositiveInfinity)))))];
        var merged = new FamilyMerger().Merge([.. pages.Select((page, i) => Labeled(page, $"{i}"))], ExpositionFormat.Protobuf);
        Assert.Equal(1, merged.FamilyCount);
        Assert.Empty(merged.Conflicts);
        Assert.Equal(2, Assert.Single(merged.ToFamilies()).Metrics.Count);
    }

    /// <summary>The label goes in front of a bound, wherever that stands; it must not look as if the metric was another one then.</summary>
    [Fact]
    public void LabelsInAnotherOrderAreThoseOfTheSameMetric()
    {
        var page = Write(
            [LabeledLines("# TYPE h histogram\nh_bucket{a=\"1\",le=\"1\"} 1\nh_bucket{le=\"+Inf\",a=\"1\"} 1\nh_sum{a=\"1\"} 1\nh_count{a=\"1\"} 1\n", ExpositionFormat.Text004, "web")],
            ExpositionFormat.OpenMetrics100);
        Assert.StartsWith("# TYPE h histogram\n", page, StringComparison.Ordinal);
        Assert.Equal(page, Write([LabeledLines(page, ExpositionFormat.OpenMetrics100, null)], ExpositionFormat.OpenMetrics100));
    }

    [Fact]
    public void APageThatWouldBecomeTooLargeIsLeftOutAndNoOther()
    {
        // A label once, and so many quantiles: each would be a line with the label.
        var bomb = Family("bomb", 2, Metric(Label("a", new string('x', 1000)), Bytes(4, [.. Enumerable.Range(0, 1000).Select(i => Bytes(3, Number(1, i / 1000.0), Number(2, 1)))])));
        LabeledExposition[] sources = [Labeled(bomb, "bomb"), LabeledLines("# TYPE a gauge\na 1\n", ExpositionFormat.Text004, "web")];
        var merger = new FamilyMerger { ConversionLimit = 500_000 };
        for (var i = 0; i < 2; i++)
        {
            var merged = merger.Merge(sources);
            Assert.Equal([0], merged.LeftOut);
            Assert.Equal([new MergeConflict(ConflictKind.Conversion, "", 0, 0)], merged.Conflicts);
            Assert.Equal("# TYPE a gauge\na{container=\"web\"} 1\n", Pages.Write(merged));
        }

        // As it is, it is small enough.
        Assert.Empty(merger.Merge(sources, ExpositionFormat.Protobuf).LeftOut);
        Assert.Empty(new FamilyMerger().Merge(sources).LeftOut);
    }

    [Fact]
    public void NamesOfMessagesAreEscaped()
    {
        byte[] page =
        [
            .. Family("a.b", 0, Metric(Label("c.d", "1"), Bytes(3, Number(1, 1), Bytes(2, Label("t.t", "1"), Number(2, 0.5)))), Metric(Label("c.d", "1"), Label("c_d", "2"), Counter(2))),
            .. Family("plain", 4, Metric(NativeHistogram, Integer(100, 1))),
            .. Family("h", 4, Metric(Bytes(7, Integer(1, 1), Bytes(3, Integer(1, 1), Number(2, 1), Bytes(3, Label("t.t", "1"), Label("t_t", "2"))))))];
        var escaped = new ExpositionEscaper().Escape(Parsed(page), NameEscaping.Underscores);
        var labeled = new LabeledExposition();
        labeled.TakeUnlabeled(escaped);
        Assert.False(escaped.HasQuotedNames);
        Assert.Equal(1, escaped.DroppedSampleCount);
        Assert.Equal(
            "name:\"a_b\" type:COUNTER metric:{label:{name:\"c_d\" value:\"1\"} counter:{value:1 exemplar:{label:{name:\"t_t\" value:\"1\"} value:0.5}}}\n"
            + "name:\"h\" type:HISTOGRAM metric:{histogram:{sample_count:1 sample_sum:0 bucket:{cumulative_count:1 upper_bound:1}}}\n"
            + "name:\"plain\" type:HISTOGRAM metric:{histogram:{sample_count:4 sample_sum:9.5 schema:3 zero_threshold:0.1 zero_count:1 positive_span:{offset:-1 length:2} positive_delta:2 positive_delta:-1} 100:1}\n",
            Write([labeled], ExpositionFormat.ProtobufCompactText));
    }

    [Fact]
    public void NamesThatNeedNoQuotesStayTheSamePage()
    {
        var page = Parsed(Family("a", 0, Metric(Label("c", "1"), Counter(1))));
        Assert.Same(page, new ExpositionEscaper().Escape(page, NameEscaping.Underscores));
    }

    /// <summary>Bytes and objects are two ways from messages to lines.</summary>
    [Theory]
    [InlineData(ExpositionFormat.Text004)]
    [InlineData(ExpositionFormat.OpenMetrics100)]
    public void BytesAndObjectsBecomeTheSameLines(ExpositionFormat format)
    {
        for (var seed = 0; seed < 500; seed++)
        {
            // Objects have another opinion on the names of a gauge histogram's samples, and keep labels that say nothing.
            var families = new RandomFamilies(seed).Next().Where(family => family.Type != MetricType.GaugeHistogram && family.Metrics.Count > 0).Select(WithoutEmptyLabels).ToList();
            var objects = new ArrayBufferWriter<byte>();
            MetricFamilyWriter.Write(Read(ProtobufPages.Write(families)), format, objects, NameEscaping.AllowUtf8);
            Assert.Equal(Encoding.UTF8.GetString(objects.WrittenSpan), Write([Unlabeled(ProtobufPages.Write(families))], format));
        }
    }

    /// <summary>What text can say comes back from messages as it was.</summary>
    [Fact]
    public void RandomMessagesBecomeLinesAndMessagesAgain()
    {
        for (var seed = 0; seed < 500; seed++)
        {
            var page = ProtobufPages.Write(new RandomFamilies(seed).Next());
            var lines = Write([Unlabeled(page)], ExpositionFormat.OpenMetrics100);
            var again = LabeledLines(lines, ExpositionFormat.OpenMetrics100, null);
            var linesAgain = Write([Unlabeled(WriteBytes(again))], ExpositionFormat.OpenMetrics100);
            Assert.Equal(
                string.Join('\n', again.Exposition.ToFamilies().Select(Dump)),
                string.Join('\n', LabeledLines(linesAgain, ExpositionFormat.OpenMetrics100, null).Exposition.ToFamilies().Select(Dump)));
        }
    }

    private static MetricFamily WithoutEmptyLabels(MetricFamily family) => new()
    {
        Name = family.Name,
        Help = family.Help,
        Unit = family.Unit,
        Type = family.Type,
        Metrics = [.. family.Metrics.Select(metric => metric.WithLabels([.. metric.Labels.Where(label => label.Value.Length > 0)]))],
    };

    private static string Apart(params string[] namesAndMetrics) =>
        string.Concat(namesAndMetrics.Chunk(2).Select(family => $"name:\"{family[0]}\" type:UNTYPED metric:{family[1]}\n"));

    private static LabeledExposition LabeledLines(string page, ExpositionFormat format, string? container)
    {
        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(page), format, ReadMode.Tolerant, parsed));
        var labeled = new LabeledExposition();
        if (container is null)
        {
            labeled.TakeUnlabeled(parsed);
        }
        else
        {
            Assert.Null(new LabelInjector("container", container).Label(parsed, labeled));
        }

        return labeled;
    }

    private static (string Page, IReadOnlyList<MergeConflict> Conflicts) Merge(params byte[][] pages)
    {
        var sources = pages.Select((page, i) => Labeled(page, $"{i}")).ToArray();
        return (Write(sources, ExpositionFormat.ProtobufCompactText), new FamilyMerger().Merge(sources, ExpositionFormat.Protobuf).Conflicts);
    }

    private static byte[] WriteBytes(LabeledExposition source)
    {
        var output = new ArrayBufferWriter<byte>();
        new FamilyMerger().Merge([source], ExpositionFormat.Protobuf).WriteTo(output, ExpositionFormat.Protobuf);
        return output.WrittenSpan.ToArray();
    }

    private static string Write(LabeledExposition[] sources, ExpositionFormat format)
    {
        var output = new ArrayBufferWriter<byte>();
        var merged = new FamilyMerger().Merge(sources, format);
        merged.WriteTo(output, format);
        Assert.Equal(merged.GetLength(format), output.WrittenCount);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }
}

using System.Globalization;
using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

public sealed class OpenMetricsWriterTests
{
    /// <summary>Pages of text, and what they are in OpenMetrics.</summary>
    public static TheoryData<string, string> FromText => new()
    {
        { "", "# EOF\n" },
        { "# HELP x_total A \"quoted\" \\\\ text.\n# TYPE x_total counter\nx_total{a=\"b\"} 1e+06\n",
          "# HELP x A \\\"quoted\\\" \\\\ text.\n# TYPE x counter\nx_total{a=\"b\"} 1e+06\n# EOF\n" },
        { "# TYPE x counter\nx 1\n", "# TYPE x unknown\nx 1\n# EOF\n" },
        { "x 1\n# TYPE y gauge\ny NaN\n", "# TYPE x unknown\nx 1\n# TYPE y gauge\ny NaN\n# EOF\n" },
        { "x 1 1234567\nx{a=\"b\"} 1 5\nx{a=\"c\"} 1 2000\n", "# TYPE x unknown\nx 1 1234.567\nx{a=\"b\"} 1 0.005\nx{a=\"c\"} 1 2\n# EOF\n" },
        // Any character may stand in a value, so that none of them sets it apart from the next label.
        { "x{a=\"1\0b\02\"} 1 2000\nx{a=\"1\",b=\"2\"} 1 1000\nx{a=\"1\0b\02\"} 1 3000\n", "# TYPE x unknown\nx{a=\"1\0b\02\"} 1 2\nx{a=\"1\0b\02\"} 1 3\nx{a=\"1\",b=\"2\"} 1 1\n# EOF\n" },
        { "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n",
          "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n# EOF\n" },
        { "# TYPE s summary\ns{quantile=\"0.5\"} NaN\ns_sum 3\ns_count 2\n", "# TYPE s summary\ns{quantile=\"0.5\"} NaN\ns_sum 3\ns_count 2\n# EOF\n" },
        // Every Go program has these two: the counter cannot take the name that the gauge has.
        { "# TYPE b gauge\nb 1\n# TYPE b_total counter\nb_total 2\n", "# TYPE b gauge\nb 1\n# TYPE b_total unknown\nb_total 2\n# EOF\n" },
        // Nor that of a histogram or a summary, which stay what they are.
        {
            "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum 1\n# TYPE h_total counter\nh_total 2\n# TYPE s summary\ns_count 1\ns_sum 1\n# TYPE s_total counter\ns_total 2\n",
            "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum 1\n# TYPE h_total unknown\nh_total 2\n# TYPE s summary\ns_count 1\ns_sum 1\n# TYPE s_total unknown\ns_total 2\n# EOF\n"
        },
        // One that only loses its type beside one that has to be taken apart.
        {
            "# TYPE c gauge\nc 1\n# TYPE c_total counter\nc_total 2\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\n# TYPE h_count gauge\nh_count 1\n",
            "# TYPE c gauge\nc 1\n# TYPE c_total unknown\nc_total 2\n# TYPE h_bucket unknown\nh_bucket{le=\"+Inf\"} 1\n# TYPE h_count gauge\nh_count 1\n# EOF\n"
        },
        // When something began is told beside it, if every one of these times belongs to something.
        { "# TYPE b_created gauge\nb_created 1\n# TYPE b_total counter\nb_total 2\n", "# TYPE b counter\nb_total 2\nb_created 1\n# EOF\n" },
        {
            "# HELP b_total Help.\n# TYPE b_total counter\nb_total{a=\"1\"} 2\nb_total{a=\"2\"} 3\n# HELP b_created Help.\n# TYPE b_created gauge\nb_created{a=\"2\"} 8\nb_created{a=\"1\"} 7\n",
            "# HELP b Help.\n# TYPE b counter\nb_total{a=\"1\"} 2\nb_created{a=\"1\"} 7\nb_total{a=\"2\"} 3\nb_created{a=\"2\"} 8\n# EOF\n"
        },
        {
            "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum 1\n# TYPE h_created untyped\nh_created 5\n# TYPE s summary\ns{quantile=\"1\"} 1\ns_sum 1\ns_count 1\n# TYPE s_created gauge\ns_created 6\n",
            "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_count 1\nh_sum 1\nh_created 5\n# TYPE s summary\ns{quantile=\"1\"} 1\ns_sum 1\ns_count 1\ns_created 6\n# EOF\n"
        },
        {
            "# TYPE b_created gauge\nb_created{a=\"1\"} 1\n# TYPE b_total counter\nb_total 2\n",
            "# TYPE b_created gauge\nb_created{a=\"1\"} 1\n# TYPE b_total unknown\nb_total 2\n# EOF\n"
        },
        { "# TYPE b_created counter\nb_created 1\n# TYPE b_total counter\nb_total 2\n", "# TYPE b_created unknown\nb_created 1\n# TYPE b_total unknown\nb_total 2\n# EOF\n" },
        // What breaks the rules of its type has none.
        { "# TYPE x_total counter\nx_total -1\n", "# TYPE x_total unknown\nx_total -1\n# EOF\n" },
        { "# TYPE x_total counter\nx_total NaN\n", "# TYPE x_total unknown\nx_total NaN\n# EOF\n" },
        { "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_count 1\nh_sum 1\n",
          "# TYPE h_bucket unknown\nh_bucket{le=\"1\"} 1\n# TYPE h_count unknown\nh_count 1\n# TYPE h_sum unknown\nh_sum 1\n# EOF\n" },
        { "# TYPE h histogram\nh_bucket{le=\"Inf\"} 1\n", "# TYPE h_bucket unknown\nh_bucket{le=\"Inf\"} 1\n# EOF\n" },
        { "# TYPE h histogram\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\n", "# TYPE h_bucket unknown\nh_bucket{le=\"1\"} 2\nh_bucket{le=\"+Inf\"} 1\n# EOF\n" },
        { "# TYPE s summary\ns{quantile=\"0.5\"} -3\ns_count 1\n", "# TYPE s unknown\ns{quantile=\"0.5\"} -3\n# TYPE s_count unknown\ns_count 1\n# EOF\n" },
        // A metric is in one place, and its times go on.
        {
            "# TYPE x_total counter\nx_total{a=\"1\"} 1 1000\nx_total{a=\"2\"} 2 1000\nx_total{a=\"1\"} 3 2000\n",
            "# TYPE x counter\nx_total{a=\"1\"} 1 1\nx_total{a=\"1\"} 3 2\nx_total{a=\"2\"} 2 1\n# EOF\n"
        },
        { "x{a=\"1\",b=\"2\"} 1 1000\nx 2 1000\nx{b=\"2\",a=\"1\"} 3 2000\n", "# TYPE x unknown\nx{a=\"1\",b=\"2\"} 1 1\nx{b=\"2\",a=\"1\"} 3 2\nx 2 1\n# EOF\n" },
        { "x 1 2000\nx 2 1000\nx 4 3000\n", "# TYPE x unknown\nx 1 2\nx 4 3\n# EOF\n" },
        { "x 1 1000\nx{a=\"1\"} 2 1000\nx 3\nx 4 2000\n", "# TYPE x unknown\nx{a=\"1\"} 2 1\nx 3\n# EOF\n" },
        {
            "# TYPE s summary\ns{quantile=\"0\"} 1\ns{a=\"1\",quantile=\"0\"} 2\ns{quantile=\"1\"} 3\ns_count 4\ns_count{a=\"1\"} 5\n",
            "# TYPE s summary\ns{quantile=\"0\"} 1\ns{quantile=\"1\"} 3\ns_count 4\ns{a=\"1\",quantile=\"0\"} 2\ns_count{a=\"1\"} 5\n# EOF\n"
        },
        {
            "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_bucket{a=\"1\",le=\"+Inf\"} 2\nh_sum 3\nh_sum{a=\"1\"} 4\nh_count 1\nh_count{a=\"1\"} 2\n",
            "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1\nh_sum 3\nh_count 1\nh_bucket{a=\"1\",le=\"+Inf\"} 2\nh_sum{a=\"1\"} 4\nh_count{a=\"1\"} 2\n# EOF\n"
        },
        {
            "# TYPE h histogram\nh_bucket{le=\"1\"} 1 1000\nh_bucket{le=\"+Inf\"} 2 1000\nh_bucket{le=\"1\"} 1 2000\nh_bucket{le=\"+Inf\"} 3 2000\n",
            "# TYPE h histogram\nh_bucket{le=\"1\"} 1 1\nh_bucket{le=\"+Inf\"} 2 1\nh_bucket{le=\"1\"} 1 2\nh_bucket{le=\"+Inf\"} 3 2\n# EOF\n"
        },
        {
            "# TYPE h histogram\nh_bucket{le=\"1\"} 1 1000\nh_bucket{le=\"1\"} 1 2000\nh_bucket{le=\"+Inf\"} 2 1000\nh_bucket{le=\"+Inf\"} 3 2000\n",
            "# TYPE h_bucket unknown\nh_bucket{le=\"1\"} 1 1\nh_bucket{le=\"1\"} 1 2\nh_bucket{le=\"+Inf\"} 2 1\nh_bucket{le=\"+Inf\"} 3 2\n# EOF\n"
        },
    };

    [Theory]
    [MemberData(nameof(FromText))]
    public void TextBecomesOpenMetrics(string page, string openMetrics)
    {
        Assert.Equal(openMetrics, Write(Text(page)));
        Assert.Null(Refusal(openMetrics));
    }

    /// <summary>Pages of OpenMetrics that come out as they went in.</summary>
    public static TheoryData<string> Kept => new()
    {
        "# HELP x_seconds An \\\"x\\\".\n# TYPE x_seconds counter\n# UNIT x_seconds seconds\nx_seconds_total{a=\"b\"} 1.0 12.5 # {trace=\"1\"} 0.5 1234.5\nx_seconds_created{a=\"b\"} 1.5e9 12.5\n# EOF\n",
        "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1 # {} 0.5\nh_bucket{le=\"+Inf\"} 2\nh_count 2\nh_sum 3\nh_created 5\n# EOF\n",
        "# TYPE g gaugehistogram\ng_bucket{le=\"+Inf\"} 1\ng_gcount 1\ng_gsum 2\n# EOF\n",
        "# TYPE i info\ni_info{v=\"1\"} 1\n# TYPE s stateset\ns{s=\"on\"} 1\ns{s=\"off\"} 0\n# TYPE u unknown\nu 1\n# EOF\n",
        "# TYPE i info\ni_info{v=\"1\"} 1 6\ni_info{v=\"2\"} 1 5\n# TYPE s stateset\ns{s=\"on\"} 1 1\ns{s=\"off\"} 0 1\ns{s=\"on\"} 0 2\ns{s=\"off\"} 1 2\ns{a=\"1\",s=\"on\"} 0\n# EOF\n",
    };

    [Theory]
    [MemberData(nameof(Kept))]
    public void OpenMetricsStaysAsItIs(string page) => Assert.Equal(page, Write(OpenMetrics(page)));

    /// <summary>What Prometheus ingests although the specification forbids it, made into a page that everybody reads.</summary>
    [Theory]
    [InlineData("# TYPE x counter\nx_total NaN\nx_created 5\n# EOF\n", "# TYPE x_created unknown\nx_created 5\n# TYPE x_total unknown\nx_total NaN\n# EOF\n")]
    [InlineData("# TYPE x counter\nx 1\nx_total 2\n# EOF\n", "# TYPE x unknown\nx 1\n# TYPE x_total unknown\nx_total 2\n# EOF\n")]
    [InlineData("# TYPE x counter\nx_total 1 5\nx_created 2\n# EOF\n", "# TYPE x_created unknown\nx_created 2\n# TYPE x_total unknown\nx_total 1 5\n# EOF\n")]
    [InlineData("# TYPE i info\ni_info 2\n# EOF\n", "# TYPE i_info unknown\ni_info 2\n# EOF\n")]
    [InlineData("# TYPE s stateset\ns 1\n# EOF\n", "# TYPE s unknown\ns 1\n# EOF\n")]
    [InlineData(
        "# TYPE s histogram\ns_bucket{le=\"1\"} 1 5\ns_bucket{le=\"+Inf\"} 1 5\n# TYPE s gaugehistogram\ns_bucket{le=\"1\"} 2\ns_bucket{le=\"+Inf\"} 2\n# EOF\n",
        "# TYPE s_bucket unknown\ns_bucket{le=\"1\"} 2\ns_bucket{le=\"+Inf\"} 2\n# EOF\n")]
    [InlineData(
        "# TYPE x counter\nx_total{a=\"1\"} 1 1\nx_total{a=\"2\"} 1 1\n# TYPE x_total gauge\nx_total{a=\"1\"} 2 2\n# EOF\n",
        "# TYPE x_total unknown\nx_total{a=\"1\"} 1 1\nx_total{a=\"1\"} 2 2\nx_total{a=\"2\"} 1 1\n# EOF\n")]
    [InlineData("# TYPE i info\ni_info{v=\"1\"} 1 5\ni_info{v=\"2\"} 1\n# EOF\n", "# TYPE i_info unknown\ni_info{v=\"1\"} 1 5\ni_info{v=\"2\"} 1\n# EOF\n")]
    [InlineData("# TYPE s stateset\ns{s=\"on\"} 1 5\ns{s=\"off\"} 0\n# EOF\n", "# TYPE s unknown\ns{s=\"on\"} 1 5\ns{s=\"off\"} 0\n# EOF\n")]
    [InlineData("# TYPE a gauge\na 1 # {b=\"c\"} 1\n# EOF\n", "# TYPE a gauge\na 1\n# EOF\n")]
    [InlineData("# TYPE s stateset\ns{s=\"on\"} 1\ns{a=\"1\",s=\"on\"} 0\ns{s=\"off\"} 0\n# EOF\n", "# TYPE s stateset\ns{s=\"on\"} 1\ns{s=\"off\"} 0\ns{a=\"1\",s=\"on\"} 0\n# EOF\n")]
    [InlineData("# TYPE a gauge\na 1\n# TYPE a counter\na_total 1\n# EOF\n", "# TYPE a unknown\na 1\n# TYPE a_total unknown\na_total 1\n# EOF\n")]
    public void BrokenRulesCostTheType(string page, string written)
    {
        Assert.Equal(written, Write(OpenMetrics(page)));
        Assert.Null(Refusal(written));
    }

    [Fact]
    public void AGaugeOfThatNameIsNoCreationTimeInOpenMetrics() => Assert.StartsWith(
        "# TYPE abcdefgh_created gauge\nabcdefgh_created 5\n# TYPE abcdefgh_total unknown\n",
        Write(OpenMetrics("# TYPE abcdefgh_created gauge\nabcdefgh_created 5\n# TYPE abcdefgh counter\nabcdefgh_total 1\nabcdefgh_total{x=\"1\"} 2\nabcdefgh_total -3\n# EOF\n")),
        StringComparison.Ordinal);

    [Fact]
    public void LabelsThatCountUpAreNotTakenForEachOther()
    {
        var page = new StringBuilder();
        for (var i = 0; i < 20_000; i++)
        {
            page.Append(CultureInfo.InvariantCulture, $"a{{queue=\"queue-{i}\"}} 1\nb{{code=\"{i}\",instance=\"app-{i % 100}\"}} 1\nc{{path=\"/api/v1/{i / 7}\",part=\"{i % 7}\"}} 1\n");
        }

        Assert.False(Text(page.ToString()).HasScatteredMetrics);
    }

    [Fact]
    public void AClashOfNamesIsSettledAnewWhenValuesChange()
    {
        const string Page = "# TYPE c summary\nc_sum 1\nc_count 2\n# TYPE c_total counter\nc_total ";
        var merger = new FamilyMerger();
        ParsedExposition? previous = null;
        foreach (var page in new[] { Page + "3\n", Page + "-3\n", Page + "3\n" })
        {
            var parsed = new ParsedExposition();
            Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.Text004, ReadMode.Tolerant, parsed, previous));
            var labeled = new LabeledExposition();
            labeled.TakeUnlabeled(parsed);
            Assert.Equal(Write(Text(page)), Pages.Write(merger.Merge([labeled], ExpositionFormat.OpenMetrics100), ExpositionFormat.OpenMetrics100));
            previous = parsed;
        }
    }

    [Fact]
    public void MixedSourcesMakeOnePage()
    {
        var text = new LabeledExposition();
        Assert.Null(new LabelInjector("container", "t").Label(Text("# TYPE foo_total counter\nfoo_total 2 1000\n"), text));
        var openMetrics = new LabeledExposition();
        Assert.Null(new LabelInjector("container", "o").Label(
            OpenMetrics("# HELP foo Foos.\n# TYPE foo counter\nfoo_total{a=\"b\"} 1 # {c=\"d\"} 1\nfoo_created{a=\"b\"} 3\n# EOF\n"), openMetrics));
        var page = Write(text, openMetrics);
        Assert.Equal(
            "# HELP foo Foos.\n# TYPE foo counter\nfoo_total{container=\"t\"} 2 1\nfoo_total{a=\"b\",container=\"o\"} 1 # {c=\"d\"} 1\nfoo_created{a=\"b\",container=\"o\"} 3\n# EOF\n",
            page);
        Assert.Null(Refusal(page));
    }

    [Fact]
    public void ACounterThatIsNoneAnyMoreKeepsNeitherExemplarsNorCreationTimesUnderItsName()
    {
        var counter = new LabeledExposition();
        Assert.Null(new LabelInjector("container", "o").Label(
            OpenMetrics("# TYPE x counter\nx_total{a=\"b\"} 1 2 # {c=\"d\"} 1\nx_created{a=\"b\"} 3 2\n# EOF\n"), counter));
        var gauge = new LabeledExposition();
        Assert.Null(new LabelInjector("container", "t").Label(Text("# TYPE x_total gauge\nx_total 4\n"), gauge));
        var merged = new FamilyMerger().Merge([counter, gauge], ExpositionFormat.OpenMetrics100);
        var page = Pages.Write(merged, ExpositionFormat.OpenMetrics100);
        Assert.Equal(
            "# TYPE x_created unknown\nx_created{a=\"b\",container=\"o\"} 3 2\n"
                + "# TYPE x_total unknown\nx_total{a=\"b\",container=\"o\"} 1 2\nx_total{container=\"t\"} 4\n# EOF\n",
            page);
        Assert.Null(Refusal(page));
        Assert.Equal([new MergeConflict(ConflictKind.Type, "x_total", 0, 1)], merged.Conflicts);
    }

    [Fact]
    public void OfACounterAndAnInfoOfOneNameOneKeepsItsType()
    {
        LabeledExposition[] sources = [LabeledOpenMetrics("# TYPE x counter\nx_total 1\n# EOF\n", "a"), LabeledOpenMetrics("# TYPE x info\nx_info 1\n# EOF\n", "b")];
        var merged = new FamilyMerger().Merge(sources, ExpositionFormat.OpenMetrics100);
        var page = Pages.Write(merged, ExpositionFormat.OpenMetrics100);
        Assert.Equal("# TYPE x_info unknown\nx_info{container=\"b\"} 1\n# TYPE x counter\nx_total{container=\"a\"} 1\n# EOF\n", page);
        Assert.Null(Refusal(page));
        Assert.Equal([new MergeConflict(ConflictKind.Name, "x_info", 1, 0)], merged.Conflicts);
    }

    /// <summary>Metrics that have several samples, at two times.</summary>
    public static TheoryData<string, string> AtTwoTimes => new()
    {
        {
            "# TYPE s summary\ns{quantile=\"0\"} 1 1\ns{quantile=\"1\"} 2 1\ns_count 3 1\ns{quantile=\"0\"} 4 2\ns{quantile=\"1\"} 5 2\ns_count 6 2\n# EOF\n",
            "# TYPE s unknown\ns{container=\"a\",quantile=\"0\"} 1 1\ns{container=\"a\",quantile=\"0\"} 4 2\ns{container=\"a\",quantile=\"1\"} 2 1\ns{container=\"a\",quantile=\"1\"} 5 2\ns{container=\"b\"} 9\n"
                + "# TYPE s_count unknown\ns_count{container=\"a\"} 3 1\ns_count{container=\"a\"} 6 2\n# EOF\n"
        },
        {
            "# TYPE s histogram\ns_bucket{le=\"1\"} 1 1 # {t=\"x\"} 1\ns_bucket{le=\"+Inf\"} 1 1\ns_bucket{le=\"1\"} 2 2\ns_bucket{le=\"+Inf\"} 2 2\n# EOF\n",
            "# TYPE s unknown\ns{container=\"b\"} 9\n# TYPE s_bucket unknown\ns_bucket{container=\"a\",le=\"1\"} 1 1\ns_bucket{container=\"a\",le=\"1\"} 2 2\n"
                + "s_bucket{container=\"a\",le=\"+Inf\"} 1 1\ns_bucket{container=\"a\",le=\"+Inf\"} 2 2\n# EOF\n"
        },
        {
            "# TYPE s stateset\ns{s=\"on\"} 1 1\ns{s=\"off\"} 0 1\ns{s=\"on\"} 0 2\ns{s=\"off\"} 1 2\n# EOF\n",
            "# TYPE s unknown\ns{s=\"on\",container=\"a\"} 1 1\ns{s=\"on\",container=\"a\"} 0 2\ns{s=\"off\",container=\"a\"} 0 1\ns{s=\"off\",container=\"a\"} 1 2\ns{container=\"b\"} 9\n# EOF\n"
        },
    };

    /// <summary>What was one metric, at one time after the other, is one for each series where the family has lost its type.</summary>
    [Theory]
    [MemberData(nameof(AtTwoTimes))]
    public void WhatHasLostItsTypeHasItsSeriesSideBySide(string page, string written)
    {
        var beside = LabeledOpenMetrics("# TYPE s gauge\ns 9\n# EOF\n", "b");
        var source = LabeledOpenMetrics(page, "a");
        Assert.Null(Refusal(page));
        Assert.Equal(written, Write(source, beside));
        Assert.Null(Refusal(written));
        Assert.Equal(
            written.Split('\n').Count(line => line.Length > 0 && line[0] != '#'),
            new FamilyMerger().Merge([source, beside], ExpositionFormat.OpenMetrics100).ToFamilies().Sum(family => family.Metrics.Count));

        // The source is what it was, for a page on which it stands alone.
        Assert.StartsWith(page[..page.IndexOf('\n')], Write(source), StringComparison.Ordinal);
    }

    /// <summary>To other readers all samples of an info are of one metric, and either all of them have a time or none.</summary>
    [Fact]
    public void InfosOfWhichSomeHaveTimesLoseTheirType()
    {
        LabeledExposition[] sources = [.. new[] { "i_info 1 5", "i_info 1 3", "i_info 1" }.Select((line, i) => LabeledOpenMetrics($"# TYPE i info\n{line}\n# EOF\n", $"{i}"))];
        Assert.Equal("# TYPE i info\ni_info{container=\"0\"} 1 5\ni_info{container=\"1\"} 1 3\n# EOF\n", Write(sources[..2]));
        var merged = new FamilyMerger().Merge(sources, ExpositionFormat.OpenMetrics100);
        var page = Pages.Write(merged, ExpositionFormat.OpenMetrics100);
        Assert.Equal("# TYPE i_info unknown\ni_info{container=\"0\"} 1 5\ni_info{container=\"1\"} 1 3\ni_info{container=\"2\"} 1\n# EOF\n", page);
        Assert.Null(Refusal(page));
        Assert.Equal([new MergeConflict(ConflictKind.Type, "i_info", 0, 0)], merged.Conflicts);

        // Of the second source the only sample with a time has been left out: it would have taken its series back.
        LabeledExposition[] mixed = [LabeledOpenMetrics("# TYPE i info\ni_info{v=\"1\"} 1 5\n# EOF\n", "a"), Labeled("i_info{v=\"2\"} 1\ni_info{v=\"2\"} 1 2000\n", "b")];
        Assert.Equal("# TYPE i_info unknown\ni_info{v=\"1\",container=\"a\"} 1 5\ni_info{v=\"2\",container=\"b\"} 1\n# EOF\n", Write(mixed));
    }

    [Fact]
    public void APageIsWrittenOnlyAsItWasMerged()
    {
        var merged = Pages.Merge("a 1\n");
        Assert.Throws<ArgumentException>(() => merged.WriteTo(new System.Buffers.ArrayBufferWriter<byte>(), ExpositionFormat.OpenMetrics100));
    }

    /// <summary>Real pages, two of each so that families are shared, read back strictly: by this library and by Prometheus' Python client.</summary>
    [SharedDataTheory("payloads")]
    [InlineData("node_exporter.txt")]
    [InlineData("prometheus.txt")]
    [InlineData("redis_exporter.txt")]
    [InlineData("alltypes.237mfs.prom.txt")]
    public void RealPagesAreReadByStrictReaders(string file)
    {
        var source = Text(File.ReadAllText(SharedData.Find($"payloads/{file}")!));
        var first = new LabeledExposition();
        var second = new LabeledExposition();
        Assert.Null(new LabelInjector("container", "one").Label(source, first));
        Assert.Null(new LabelInjector("container", "two").Label(source, second));
        var page = Write(first, second);
        Assert.Null(Refusal(page));

        if (!OtherReaders.HasPython)
        {
            SharedData.SaySkipped("python3 and its prometheus_client");
            return;
        }

        Assert.Equal(source.SampleCount * 2, OtherReaders.CountWithPython(page));
    }

    /// <summary>
    /// Metrics in pieces, in any order, at any time, in every type: whatever comes of it, others read it strictly. What a series has
    /// twice at one time is passed on, as Prometheus would have seen it.
    /// </summary>
    [Fact]
    public void ScatteredMetricsAreReadByStrictReaders()
    {
        var random = new Random(20);
        var pages = new StringBuilder();
        var samples = 0;
        for (var i = 0; i < 2000; i++)
        {
            var text = ScatteredPage(random);
            var page = Write(Text(text));
            Assert.True(Refusal(page)?.Contains("the same series twice", StringComparison.Ordinal) != false, $"{Refusal(page)}\n{text}\n{page}");
            Assert.Equal(InTime(text).Order(StringComparer.Ordinal), LinesOf(page).Order(StringComparer.Ordinal));
            pages.Append(page);
            samples += LinesOf(page).Count();

            // Beside a page on which the family has another type, most likely.
            page = Write(Labeled(text, "one"), Labeled(ScatteredPage(random), "two"));
            Assert.True(Refusal(page)?.Contains("the same series twice", StringComparison.Ordinal) != false, $"{Refusal(page)}\n{text}\n{page}");
            pages.Append(page);
            samples += LinesOf(page).Count();
        }

        if (!OtherReaders.HasPython)
        {
            SharedData.SaySkipped("python3 and its prometheus_client");
            return;
        }

        // That reader drops what a series has twice at one time.
        Assert.InRange(OtherReaders.CountWithPython(pages.ToString()), 1, samples);
    }

    private static LabeledExposition Labeled(string text, string container)
    {
        var labeled = new LabeledExposition();
        Assert.Null(new LabelInjector("container", container).Label(Text(text), labeled));
        return labeled;
    }

    private static LabeledExposition LabeledOpenMetrics(string page, string container)
    {
        var labeled = new LabeledExposition();
        Assert.Null(new LabelInjector("container", container).Label(OpenMetrics(page), labeled));
        return labeled;
    }

    private static string ScatteredPage(Random random)
    {
        var type = random.GetItems(["counter", "gauge", "untyped", "histogram", "summary"], 1)[0];
        string[] names = type switch
        {
            "counter" => ["x_total"],
            "histogram" => ["x_bucket", "x_sum", "x_count"],
            "summary" => ["x", "x_sum", "x_count"],
            _ => ["x"],
        };
        var hasTimes = random.Next(2) == 0;
        var page = new StringBuilder($"# TYPE {(type == "counter" ? "x_total" : "x")} {type}\n");
        for (var i = random.Next(1, 9); i > 0; i--)
        {
            var name = random.GetItems(names, 1)[0];
            var labels = new List<string>(random.GetItems(["a=\"1\"", "b=\"2\"", "c=\"3\""], random.Next(3)).Distinct());
            if (name == "x_bucket" || (type == "summary" && name == "x"))
            {
                labels.Add(name == "x" ? $"quantile=\"{random.GetItems(["0.5", "0.9"], 1)[0]}\"" : $"le=\"{random.GetItems(["1", "2", "+Inf"], 1)[0]}\"");
            }

            var time = hasTimes && random.Next(8) > 0 ? $" {random.Next(1, 4)}000" : "";
            page.Append($"{name}{{{string.Join(',', labels)}}} {random.Next(3)}{time}\n");
        }

        return page.ToString();
    }

    /// <summary>The samples of a page that do not take their series back in time, as plainly as it can be said.</summary>
    private static IEnumerable<string> InTime(string page)
    {
        static int TimeOf(string line) => line.Split(' ') is [_, _, var time] ? int.Parse(time, CultureInfo.InvariantCulture) : int.MaxValue;
        static string SeriesOf(string line) => string.Concat(line.Split(' ')[0].Split('{', '}', ',').Order(StringComparer.Ordinal));

        foreach (var series in page.Split('\n').Where(line => line.StartsWith('x')).GroupBy(SeriesOf))
        {
            var latest = series.Any(line => TimeOf(line) == int.MaxValue) ? int.MaxValue : 0;
            foreach (var line in series)
            {
                if (TimeOf(line) >= latest)
                {
                    latest = TimeOf(line);
                    yield return string.Join(' ', line.Split(' ')[..2]);
                }
            }
        }
    }

    /// <summary>The samples of a page without their times.</summary>
    private static IEnumerable<string> LinesOf(string page) =>
        page.Split('\n').Where(line => line.StartsWith('x')).Select(line => string.Join(' ', line.Split(' ')[..2]));

    private static ParsedExposition Text(string page) => Pages.Read(page);

    private static ParsedExposition OpenMetrics(string page)
    {
        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.OpenMetrics100, ReadMode.Tolerant, parsed));
        return parsed;
    }

    private static string? Refusal(string page) =>
        ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.OpenMetrics100, ReadMode.Strict, new ParsedExposition())?.ToString();

    private static string Write(ParsedExposition source)
    {
        var labeled = new LabeledExposition();
        labeled.TakeUnlabeled(source);
        return Write([labeled]);
    }

    private static string Write(params LabeledExposition[] sources) =>
        Pages.Write(new FamilyMerger().Merge(sources, ExpositionFormat.OpenMetrics100), ExpositionFormat.OpenMetrics100);
}

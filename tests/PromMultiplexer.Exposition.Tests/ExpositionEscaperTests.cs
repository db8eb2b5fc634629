using System.Buffers;
using System.Text;

namespace PromMultiplexer.Exposition.Tests;

public sealed class ExpositionEscaperTests
{
    /// <summary>Pages of text, and what they are under underscores, dots and values.</summary>
    public static TheoryData<string, string, string, string> Texts => new()
    {
        // Everything but the names stays as it is: the order of labels, escapes, the spelling of numbers, timestamps.
        { "# HELP \"http.requests\" A \"help\" \\\\ text.\n# TYPE \"http.requests\" counter\n{\"http.requests\",\"http.method\"=\"G\\\"E\\\\T\\n\",code=\"2.0\"} 1E+3 1234\n{\"http.requests\"} nan\n",
          "# HELP http_requests A \"help\" \\\\ text.\n# TYPE http_requests counter\nhttp_requests{http_method=\"G\\\"E\\\\T\\n\",code=\"2.0\"} 1E+3 1234\nhttp_requests nan\n",
          "# HELP http_dot_requests A \"help\" \\\\ text.\n# TYPE http_dot_requests counter\nhttp_dot_requests{http_dot_method=\"G\\\"E\\\\T\\n\",code=\"2.0\"} 1E+3 1234\nhttp_dot_requests nan\n",
          "# HELP U__http_2e_requests A \"help\" \\\\ text.\n# TYPE U__http_2e_requests counter\nU__http_2e_requests{U__http_2e_method=\"G\\\"E\\\\T\\n\",code=\"2.0\"} 1E+3 1234\nU__http_2e_requests nan\n" },

        // The name of a text counter is escaped whole, as Prometheus' libraries do it.
        { "# TYPE \"my.runs_total\" counter\n{\"my.runs_total\"} 1\n",
          "# TYPE my_runs_total counter\nmy_runs_total 1\n",
          "# TYPE my_dot_runs__total counter\nmy_dot_runs__total 1\n",
          "# TYPE U__my_2e_runs__total counter\nU__my_2e_runs__total 1\n" },

        // The ends of histograms and summaries are put behind it.
        { "# TYPE \"h.d\" histogram\n{\"h.d_bucket\",\"x.y\"=\"1\",le=\"1.0\"} 1\n{\"h.d_bucket\",\"x.y\"=\"1\",le=\"+Inf\"} 2\n{\"h.d_sum\",\"x.y\"=\"1\"} 3\n{\"h.d_count\",\"x.y\"=\"1\"} 2\n",
          "# TYPE h_d histogram\nh_d_bucket{x_y=\"1\",le=\"1.0\"} 1\nh_d_bucket{x_y=\"1\",le=\"+Inf\"} 2\nh_d_sum{x_y=\"1\"} 3\nh_d_count{x_y=\"1\"} 2\n",
          "# TYPE h_dot_d histogram\nh_dot_d_bucket{x_dot_y=\"1\",le=\"1.0\"} 1\nh_dot_d_bucket{x_dot_y=\"1\",le=\"+Inf\"} 2\nh_dot_d_sum{x_dot_y=\"1\"} 3\nh_dot_d_count{x_dot_y=\"1\"} 2\n",
          "# TYPE U__h_2e_d histogram\nU__h_2e_d_bucket{U__x_2e_y=\"1\",le=\"1.0\"} 1\nU__h_2e_d_bucket{U__x_2e_y=\"1\",le=\"+Inf\"} 2\nU__h_2e_d_sum{U__x_2e_y=\"1\"} 3\nU__h_2e_d_count{U__x_2e_y=\"1\"} 2\n" },
        { "# TYPE \"s s\" summary\n{\"s s\",quantile=\"0.50\"} NaN\n{\"s s_sum\"} 3\n{\"s s_count\"} 2\n",
          "# TYPE s_s summary\ns_s{quantile=\"0.50\"} NaN\ns_s_sum 3\ns_s_count 2\n",
          "# TYPE s__s summary\ns__s{quantile=\"0.50\"} NaN\ns__s_sum 3\ns__s_count 2\n",
          "# TYPE U__s_20_s summary\nU__s_20_s{quantile=\"0.50\"} NaN\nU__s_20_s_sum 3\nU__s_20_s_count 2\n" },

        // Names that are valid stay, under dots too; so do lines that have no other.
        { "# TYPE a_b:c gauge\na_b:c{} 1\na_b:c{x_y=\"1\",} 2\na_b:c{x_y=\"2\",\"5\"=\"3\"} 4\n",
          "# TYPE a_b:c gauge\na_b:c{} 1\na_b:c{x_y=\"1\"} 2\na_b:c{x_y=\"2\",_=\"3\"} 4\n",
          "# TYPE a_b:c gauge\na_b:c{} 1\na_b:c{x_y=\"1\"} 2\na_b:c{x_y=\"2\",__=\"3\"} 4\n",
          "# TYPE a_b:c gauge\na_b:c{} 1\na_b:c{x_y=\"1\"} 2\na_b:c{x_y=\"2\",U___35_=\"3\"} 4\n" },

        // A colon is for metrics only.
        { "# TYPE a:b gauge\na:b{\"c:d\"=\"1\"} 1\n",
          "# TYPE a:b gauge\na:b{c_d=\"1\"} 1\n",
          "# TYPE a:b gauge\na:b{c__d=\"1\"} 1\n",
          "# TYPE a:b gauge\na:b{U__c_3a_d=\"1\"} 1\n" },

        // A backslash in front of a character is not part of the name.
        { "# TYPE \"a\\\"b\\\\c\\nd\" gauge\n{\"a\\\"b\\\\c\\nd\",\"\\n\"=\"1\"} 1\n",
          "# TYPE a_b_c_d gauge\na_b_c_d{_=\"1\"} 1\n",
          "# TYPE a__b__c__d gauge\na__b__c__d{__=\"1\"} 1\n",
          "# TYPE U__a_22_b_5c_c_a_d gauge\nU__a_22_b_5c_c_a_d{U___a_=\"1\"} 1\n" },

        // A family without samples; names of other scripts; the order of the page is that of the new names.
        { "# HELP \"größe\" Size.\n# TYPE \"größe\" gauge\n# TYPE \"花\" untyped\n{\"花\",\"火\"=\"é\"} 1\n# TYPE A counter\nA 1\n",
          "# TYPE A counter\nA 1\n# TYPE _ untyped\n_{_=\"é\"} 1\n# HELP gr__e Size.\n# TYPE gr__e gauge\n",
          "# TYPE A counter\nA 1\n# TYPE __ untyped\n__{__=\"é\"} 1\n# HELP gr____e Size.\n# TYPE gr____e gauge\n",
          "# TYPE A counter\nA 1\n# TYPE U___82b1_ untyped\nU___82b1_{U___706b_=\"é\"} 1\n# HELP U__gr_f6__df_e Size.\n# TYPE U__gr_f6__df_e gauge\n" },
    };

    [Theory]
    [MemberData(nameof(Texts))]
    public void TextIsEscaped(string page, string underscores, string dots, string values)
    {
        Assert.Equal(underscores, EscapeText(page, NameEscaping.Underscores));
        Assert.Equal(dots, EscapeText(page, NameEscaping.Dots));
        Assert.Equal(values, EscapeText(page, NameEscaping.Values));
    }

    /// <summary>Pages of OpenMetrics, and what they are under underscores, dots and values.</summary>
    public static TheoryData<string, string, string, string> OpenMetrics => new()
    {
        // A counter is escaped under the name that it has in text, so that it is the same one there. A unit stays where the name still ends in it.
        { "# HELP \"c.d_seconds\" A \\\"c\\\".\n# TYPE \"c.d_seconds\" counter\n# UNIT \"c.d_seconds\" seconds\n{\"c.d_seconds_total\",a=\"b\"} 1.0 12.5 # {\"trace.id\"=\"1\"} 0.5 1234.5\n{\"c.d_seconds_created\",a=\"b\"} 1.5e9 12.5\n",
          "# HELP c_d_seconds A \\\"c\\\".\n# TYPE c_d_seconds counter\n# UNIT c_d_seconds seconds\nc_d_seconds_total{a=\"b\"} 1.0 12.5 # {trace_id=\"1\"} 0.5 1234.5\nc_d_seconds_created{a=\"b\"} 1.5e9 12.5\n",
          "# HELP c_dot_d__seconds_ A \\\"c\\\".\n# TYPE c_dot_d__seconds_ counter\nc_dot_d__seconds__total{a=\"b\"} 1.0 12.5 # {trace_dot_id=\"1\"} 0.5 1234.5\nc_dot_d__seconds__created{a=\"b\"} 1.5e9 12.5\n",
          "# HELP U__c_2e_d__seconds_ A \\\"c\\\".\n# TYPE U__c_2e_d__seconds_ counter\nU__c_2e_d__seconds__total{a=\"b\"} 1.0 12.5 # {U__trace_2e_id=\"1\"} 0.5 1234.5\nU__c_2e_d__seconds__created{a=\"b\"} 1.5e9 12.5\n" },
        { "# TYPE \"g.x_bytes\" gauge\n# UNIT \"g.x_bytes\" bytes\n{\"g.x_bytes\"} 1\n",
          "# TYPE g_x_bytes gauge\n# UNIT g_x_bytes bytes\ng_x_bytes 1\n",
          "# TYPE g_dot_x__bytes gauge\n# UNIT g_dot_x__bytes bytes\ng_dot_x__bytes 1\n",
          "# TYPE U__g_2e_x__bytes gauge\n# UNIT U__g_2e_x__bytes bytes\nU__g_2e_x__bytes 1\n" },

        // Exemplars of lines that need nothing else, with and without braces in front.
        { "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1 # {\"a.b\"=\"x\\\"y\",c=\"d\"} 0.5\nh_bucket{le=\"+Inf\"} 2 # {} 3 1.5\nh_count 2\nh_sum 3\nh_created 5\n# TYPE x counter\nx_total{y=\"1\"} 1 # {\"5\"=\"\"} 1\nx_total{} 2 # {\"5\"=\"\"} 1\n",
          "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1 # {a_b=\"x\\\"y\",c=\"d\"} 0.5\nh_bucket{le=\"+Inf\"} 2 # {} 3 1.5\nh_count 2\nh_sum 3\nh_created 5\n# TYPE x counter\nx_total{y=\"1\"} 1 # {_=\"\"} 1\nx_total{} 2 # {_=\"\"} 1\n",
          "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1 # {a_dot_b=\"x\\\"y\",c=\"d\"} 0.5\nh_bucket{le=\"+Inf\"} 2 # {} 3 1.5\nh_count 2\nh_sum 3\nh_created 5\n# TYPE x counter\nx_total{y=\"1\"} 1 # {__=\"\"} 1\nx_total{} 2 # {__=\"\"} 1\n",
          "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1 # {U__a_2e_b=\"x\\\"y\",c=\"d\"} 0.5\nh_bucket{le=\"+Inf\"} 2 # {} 3 1.5\nh_count 2\nh_sum 3\nh_created 5\n# TYPE x counter\nx_total{y=\"1\"} 1 # {U___35_=\"\"} 1\nx_total{} 2 # {U___35_=\"\"} 1\n" },

        { "# TYPE \"h.d\" histogram\n{\"h.d_bucket\",le=\"+Inf\"} 2 # {\"a.b\"=\"c\"} 3 1.5\n{\"h.d_count\"} 2\n{\"h.d_sum\"} 3\n{\"h.d_created\"} 5\n",
          "# TYPE h_d histogram\nh_d_bucket{le=\"+Inf\"} 2 # {a_b=\"c\"} 3 1.5\nh_d_count 2\nh_d_sum 3\nh_d_created 5\n",
          "# TYPE h_dot_d histogram\nh_dot_d_bucket{le=\"+Inf\"} 2 # {a_dot_b=\"c\"} 3 1.5\nh_dot_d_count 2\nh_dot_d_sum 3\nh_dot_d_created 5\n",
          "# TYPE U__h_2e_d histogram\nU__h_2e_d_bucket{le=\"+Inf\"} 2 # {U__a_2e_b=\"c\"} 3 1.5\nU__h_2e_d_count 2\nU__h_2e_d_sum 3\nU__h_2e_d_created 5\n" },

        // The other types. The label of a state set has the family's name.
        { "# TYPE \"g.h\" gaugehistogram\n{\"g.h_bucket\",le=\"+Inf\"} 1\n{\"g.h_gcount\"} 1\n{\"g.h_gsum\"} 2\n# TYPE \"i.j\" info\n{\"i.j_info\",\"v.w\"=\"1\"} 1\n# TYPE \"s.t\" stateset\n{\"s.t\",\"s.t\"=\"on\"} 1\n{\"s.t\",\"s.t\"=\"off\"} 0\n# TYPE \"u.v\" unknown\n{\"u.v\"} 1\n",
          "# TYPE g_h gaugehistogram\ng_h_bucket{le=\"+Inf\"} 1\ng_h_gcount 1\ng_h_gsum 2\n# TYPE i_j info\ni_j_info{v_w=\"1\"} 1\n# TYPE s_t stateset\ns_t{s_t=\"on\"} 1\ns_t{s_t=\"off\"} 0\n# TYPE u_v unknown\nu_v 1\n",
          "# TYPE g_dot_h gaugehistogram\ng_dot_h_bucket{le=\"+Inf\"} 1\ng_dot_h_gcount 1\ng_dot_h_gsum 2\n# TYPE i_dot_j_ info\ni_dot_j__info{v_dot_w=\"1\"} 1\n# TYPE s_dot_t stateset\ns_dot_t{s_dot_t=\"on\"} 1\ns_dot_t{s_dot_t=\"off\"} 0\n# TYPE u_dot_v unknown\nu_dot_v 1\n",
          "# TYPE U__g_2e_h gaugehistogram\nU__g_2e_h_bucket{le=\"+Inf\"} 1\nU__g_2e_h_gcount 1\nU__g_2e_h_gsum 2\n# TYPE U__i_2e_j_ info\nU__i_2e_j__info{U__v_2e_w=\"1\"} 1\n# TYPE U__s_2e_t stateset\nU__s_2e_t{U__s_2e_t=\"on\"} 1\nU__s_2e_t{U__s_2e_t=\"off\"} 0\n# TYPE U__u_2e_v unknown\nU__u_2e_v 1\n" },

        // A colon in the name of a state set cannot stand in its label, and without that label there is no such type.
        { "# TYPE \"a:b.c\" stateset\n{\"a:b.c\",\"a:b.c\"=\"on\"} 1\n",
          "# TYPE a:b_c unknown\na:b_c{a_b_c=\"on\"} 1\n",
          "# TYPE a:b_dot_c unknown\na:b_dot_c{a__b_dot_c=\"on\"} 1\n",
          "# TYPE U__a:b_2e_c unknown\nU__a:b_2e_c{U__a_3a_b_2e_c=\"on\"} 1\n" },

        // A counter's sample that does not say _total is another name.
        { "# TYPE \"c.d\" counter\n{\"c.d\"} 1\n{\"c.d_total\"} 2\n",
          "# TYPE c_d unknown\nc_d 1\n# TYPE c_d_total unknown\nc_d_total 2\n",
          "# TYPE c_dot_d unknown\nc_dot_d 1\n# TYPE c_dot_d__total unknown\nc_dot_d__total 2\n",
          "# TYPE U__c_2e_d unknown\nU__c_2e_d 1\n# TYPE U__c_2e_d__total unknown\nU__c_2e_d__total 2\n" },
    };

    [Theory]
    [MemberData(nameof(OpenMetrics))]
    public void OpenMetricsIsEscaped(string page, string underscores, string dots, string values)
    {
        Assert.Equal(underscores + Eof, EscapeOpenMetrics(page + Eof, NameEscaping.Underscores));
        Assert.Equal(dots + Eof, EscapeOpenMetrics(page + Eof, NameEscaping.Dots));
        Assert.Equal(values + Eof, EscapeOpenMetrics(page + Eof, NameEscaping.Values));
    }

    [Fact]
    public void EscapedOpenMetricsIsReadByStrictReaders()
    {
        var pages = OpenMetrics.SelectMany(row => row.Skip(1)).Select(page => (string)page! + Eof).ToArray();
        Assert.All(pages, page => Assert.Null(
            ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.OpenMetrics100, ReadMode.Strict, new ParsedExposition())));
        if (!OtherReaders.HasPython)
        {
            SharedData.SaySkipped("python3 and its prometheus_client");
            return;
        }

        Assert.Equal(
            pages.Sum(page => page.Split('\n').Count(line => line.Length > 0 && line[0] != '#')), OtherReaders.CountWithPython(string.Concat(pages)));
    }

    /// <summary>Pages, and whether a name on them needs quotes.</summary>
    public static TheoryData<string, ExpositionFormat, bool> Quoted => new()
    {
        { "", ExpositionFormat.Text100, false },
        { "a{b=\"c.d\"} 1\n", ExpositionFormat.Text100, false },
        { "{\"a.b\"} 1\n", ExpositionFormat.Text004, true },
        { "a{\"b.c\"=\"d\"} 1\n", ExpositionFormat.Text100, true },
        { "a{\"b:c\"=\"d\"} 1\n", ExpositionFormat.Text100, true },
        { "# HELP \"a.b\"\n", ExpositionFormat.Text100, true },
        { "# TYPE \"a.b\" gauge\n", ExpositionFormat.Text100, true },
        // Quotes that are not needed are gone.
        { "# TYPE \"a:b\" gauge\n{\"a:b\",\"c\"=\"d\"} 1\n", ExpositionFormat.Text100, false },
        // A sample that is dropped takes its names with it.
        { "{\"a.b\",c=\"1\",c=\"2\"} 1\na{\"b.c\"=\"1\",\"b.c\"=\"2\"} 1\n", ExpositionFormat.Text100, false },
        { "# EOF\n", ExpositionFormat.OpenMetrics100, false },
        { "a_total{b=\"c.d\"} 1 # {e=\"f.g\"} 1\n# EOF\n", ExpositionFormat.OpenMetrics100, false },
        { "{\"a.b\"} 1\n# EOF\n", ExpositionFormat.OpenMetrics001, true },
        { "a{\"b.c\"=\"d\"} 1\n# EOF\n", ExpositionFormat.OpenMetrics100, true },
        { "# UNIT \"a.b\" \n# EOF\n", ExpositionFormat.OpenMetrics100, true },
        { "# TYPE \"a:b\" gauge\n{\"a:b\",\"c\"=\"d\"} 1\n# EOF\n", ExpositionFormat.OpenMetrics100, false },
        { "{\"a.b\",c=\"1\",c=\"2\"} 1\n# EOF\n", ExpositionFormat.OpenMetrics100, false },
        // An exemplar counts where it is kept.
        { "# TYPE a counter\na_total 1 # {\"b.c\"=\"d\"} 1\n# EOF\n", ExpositionFormat.OpenMetrics100, true },
        { "# TYPE a counter\na_total 1 # {\"b\"=\"d\"} 1\n# EOF\n", ExpositionFormat.OpenMetrics100, false },
        { "# TYPE a gauge\na 1 # {\"b.c\"=\"d\"} 1\n# EOF\n", ExpositionFormat.OpenMetrics100, false },
    };

    [Theory]
    [MemberData(nameof(Quoted))]
    public void APageKnowsWhetherItNeedsQuotes(string page, ExpositionFormat format, bool hasQuotedNames)
    {
        var parsed = Read(page, format);
        Assert.Equal(hasQuotedNames, parsed.HasQuotedNames);
        Assert.Same(parsed, new ExpositionEscaper().Escape(parsed, NameEscaping.AllowUtf8));
        foreach (var escaping in Schemes)
        {
            var escaped = new ExpositionEscaper().Escape(parsed, escaping);
            Assert.Equal(!hasQuotedNames, ReferenceEquals(parsed, escaped));
            Assert.False(escaped.HasQuotedNames);
            Assert.Equal(parsed.Format, escaped.Format);
        }
    }

    [Fact]
    public void APageForgetsItsQuotesWithTheRest()
    {
        var parsed = Read("{\"a.b\"} 1\n", ExpositionFormat.Text100);
        ExpositionReader.Read("a 1\n"u8.ToArray(), ExpositionFormat.Text100, ReadMode.Tolerant, parsed);
        Assert.False(parsed.HasQuotedNames);
        Assert.NotNull(ExpositionReader.Read("{\"a.b\"} 1\n!\n"u8.ToArray(), ExpositionFormat.Text100, ReadMode.Tolerant, parsed));
        Assert.False(parsed.HasQuotedNames);
    }

    [Fact]
    public void AColonInALabelIsQuotedWhereQuotesAreTaken()
    {
        const string Page = "# TYPE a:b gauge\na:b{\"c:d\"=\"1\"} 1\n";
        Assert.Equal(Page, Write(Read(Page, ExpositionFormat.Text100), ExpositionFormat.Text100));
        Assert.Equal(Page, WriteFamilies(Read(Page, ExpositionFormat.Text100).ToFamilies(), ExpositionFormat.Text100));
    }

    /// <summary>Samples of which two labels fall together under underscores, and what becomes of them.</summary>
    [Theory]
    [InlineData("a{\"x.y\"=\"1\",x_y=\"2\"} 1", null)]
    [InlineData("a{x_y=\"1\",b=\"2\",\"x.y\"=\"1\"} 1", null)]
    [InlineData("a{\"x.y\"=\"1\",\"x-y\"=\"1\"} 1", null)]
    [InlineData("a{le=\"1\",\"x.y\"=\"1\",\"x-y\"=\"1\"} 1", null)]
    [InlineData("{\"b.c\",\"x.y\"=\"1\",\"x-y\"=\"1\"} 1", null)]
    // The metric's name is a label too.
    [InlineData("a{\"..name..\"=\"1\"} 1", null)]
    // An empty label is none, and gives way.
    [InlineData("a{\"x.y\"=\"\",x_y=\"2\"} 1", "a{x_y=\"2\"} 1")]
    [InlineData("a{b=\"\",x_y=\"\",\"x.y\"=\"1\",le=\"2\"} 1", "a{x_y=\"1\",le=\"2\"} 1")]
    [InlineData("a{\"x.y\"=\"\",\"x-y\"=\"\"} 1 5", "a{} 1 5")]
    [InlineData("a{\"..name..\"=\"\"} 1", "a{} 1")]
    [InlineData("a{\"x.y\"=\"1\",\"x-y\"=\"\",\"x y\"=\"2\"} 1", null)]
    [InlineData("a{\"x.y\"=\"\",b=\"2\"} 1", "a{x_y=\"\",b=\"2\"} 1")]
    public void LabelsThatFallTogetherCostTheirSample(string sample, string? left)
    {
        // Another series: one series has a time, or it has none.
        const string Beside = "a{z=\"0\"} 0\n";
        foreach (var format in new[] { ExpositionFormat.Text100, ExpositionFormat.OpenMetrics100 })
        {
            var isOpenMetrics = format == ExpositionFormat.OpenMetrics100;
            left = isOpenMetrics ? left?.Replace(" 5", " 0.005", StringComparison.Ordinal) : left;
            var escaped = Escape(
                $"# TYPE a gauge\n{Beside}{(isOpenMetrics ? sample.Replace(" 5", " 0.005", StringComparison.Ordinal) : sample)}\n{(isOpenMetrics ? Eof : "")}",
                format,
                NameEscaping.Underscores);
            Assert.Equal(left is null ? 1 : 0, escaped.DroppedSampleCount);
            Assert.Equal(left is null ? 1 : 2, escaped.SampleCount);
            Assert.Equal($"# TYPE a gauge\n{Beside}{(left is null ? "" : left + "\n")}", WithoutEmptyFamilies(Write(escaped, format)));
        }
    }

    [Fact]
    public void ManyLabelsFallTogetherAsSoonAsFew()
    {
        var labels = string.Concat(Enumerable.Range(0, 5000).Select(i => $"\"x.{i}\"=\"1\","));
        Assert.Equal(1, Escape($"a{{{labels}}} 1\n", ExpositionFormat.Text100, NameEscaping.Underscores).SampleCount);
        var escaped = Escape($"a{{{labels}x_4999=\"1\"}} 1\na{{{labels}x_5000=\"1\"}} 1\n", ExpositionFormat.Text100, NameEscaping.Underscores);
        Assert.Equal((1, 1), (escaped.SampleCount, escaped.DroppedSampleCount));
    }

    [Fact]
    public void SamplesThatWereDroppedBeforeStayCounted() => Assert.Equal(
        2,
        Escape("a{b=\"1\",b=\"2\"} 1\na{\"x.y\"=\"1\",x_y=\"2\"} 1\na 1\n", ExpositionFormat.Text100, NameEscaping.Underscores).DroppedSampleCount);

    /// <summary>Exemplars, and what becomes of them under values.</summary>
    [Theory]
    [InlineData("{\"x.y\"=\"1\",b=\"2\"} 1 2.5", " # {U__x_2e_y=\"1\",b=\"2\"} 1 2.5")]
    [InlineData("{\"x.y\"=\"1\",U__x_2e_y=\"2\"} 1", "")]
    // 128 characters are allowed: 9 in the name and 119 in the value.
    [InlineData("{\"x.y\"=\"{119}\"} 1", " # {U__x_2e_y=\"{119}\"} 1")]
    [InlineData("{\"x.y\"=\"{120}\"} 1", "")]
    public void AnExemplarStaysWhereItCan(string exemplar, string left)
    {
        exemplar = Grow(exemplar);
        Assert.Equal(
            $"# TYPE a counter\na_total{{c=\"d\"}} 1 2{Grow(left)}\n{Eof}",
            EscapeOpenMetrics($"# TYPE a counter\na_total{{c=\"d\"}} 1 2 # {exemplar}\n{Eof}", NameEscaping.Values));

        // Escapes and characters of several bytes count as one.
        static string Grow(string text)
        {
            var value = "\\\"\\\\\\n" + string.Concat(Enumerable.Repeat("é花😱x", 29));
            return text.Replace("{119}", value, StringComparison.Ordinal).Replace("{120}", value + "x", StringComparison.Ordinal);
        }
    }

    [Fact]
    public void AnExemplarOfAnyNumberOfLabelsIsSoonDropped()
    {
        var labels = string.Join(',', Enumerable.Range(0, 200_000).Select(i => $"\"{i}.\"=\"\""));
        Assert.Equal(
            $"# TYPE a counter\na_total 1\n{Eof}",
            EscapeOpenMetrics($"# TYPE a counter\na_total 1 # {{{labels}}} 1\n{Eof}", NameEscaping.Underscores));
    }

    [Fact]
    public void FamiliesThatFallTogetherAreMerged()
    {
        var merged = Merge(Escape(
            "# HELP \"a.b\" One.\n# TYPE \"a.b\" counter\n{\"a.b\",c=\"1\"} 1\n"
                + "# HELP \"a-b\" Two.\n# TYPE \"a-b\" gauge\n{\"a-b\",c=\"2\"} 2\na_b{c=\"3\"} 3\nb 1\n",
            ExpositionFormat.Text100,
            NameEscaping.Underscores));
        Assert.Equal(
            "# HELP a_b One.\n# TYPE a_b untyped\na_b{c=\"1\"} 1\na_b{c=\"2\"} 2\na_b{c=\"3\"} 3\n# TYPE b untyped\nb 1\n",
            Pages.Write(merged));
        Assert.Equal([new MergeConflict(ConflictKind.Type, "a_b", 0, 0), new MergeConflict(ConflictKind.Help, "a_b", 0, 0)], merged.Conflicts);
    }

    [Fact]
    public void TheSameTypesStayTogether()
    {
        var merged = Merge(Escape(
            "# TYPE \"h.d\" histogram\n{\"h.d_bucket\",a=\"1\",le=\"+Inf\"} 1\n{\"h.d_sum\",a=\"1\"} 2\n{\"h.d_count\",a=\"1\"} 1\n"
                + "# TYPE \"h-d\" histogram\n{\"h-d_bucket\",a=\"2\",le=\"+Inf\"} 3\n{\"h-d_sum\",a=\"2\"} 4\n{\"h-d_count\",a=\"2\"} 3\n",
            ExpositionFormat.Text100,
            NameEscaping.Underscores));
        Assert.Equal(
            "# TYPE h_d histogram\nh_d_bucket{a=\"1\",le=\"+Inf\"} 1\nh_d_sum{a=\"1\"} 2\nh_d_count{a=\"1\"} 1\n"
                + "h_d_bucket{a=\"2\",le=\"+Inf\"} 3\nh_d_sum{a=\"2\"} 4\nh_d_count{a=\"2\"} 3\n",
            Pages.Write(merged));
        Assert.Empty(merged.Conflicts);
    }

    [Fact]
    public void ASeriesThatFallsTogetherWithAnotherIsDropped()
    {
        // Labels in another order, an empty one: the same series. Another time: another sample.
        var escaped = Escape(
            "# TYPE \"a.b\" gauge\n{\"a.b\",c=\"1\",d=\"2\"} 1\n{\"a.b\"} 2\n# TYPE \"a-b\" gauge\n{\"a-b\",d=\"2\",c=\"1\"} 3\n{\"a-b\",c=\"\"} 4\n{\"a-b\"} 5 6\n{\"a-b\",c=\"3\"} 7\n",
            ExpositionFormat.Text100,
            NameEscaping.Underscores);
        Assert.Equal("# TYPE a_b gauge\na_b{c=\"1\",d=\"2\"} 1\na_b 2\na_b 5 6\na_b{c=\"3\"} 7\n", Write(escaped, ExpositionFormat.Text004));
        Assert.Equal((4, 2), (escaped.SampleCount, escaped.DroppedSampleCount));
        Assert.Equal([new MergeConflict(ConflictKind.DuplicateLabel, "", 0, 0)], Merge(escaped).Conflicts);
    }

    [Fact]
    public void WhatIsLeftOfAHistogramHasNoType() => Assert.Equal(
        "# TYPE h_d_bucket untyped\nh_d_bucket{le=\"1\"} 1\nh_d_bucket{le=\"+Inf\"} 1\nh_d_bucket{le=\"2\"} 3\n"
            + "# TYPE h_d_count untyped\nh_d_count 1\n# TYPE h_d_sum untyped\nh_d_sum 2\n",
        EscapeText(
            "# TYPE \"h.d\" histogram\n{\"h.d_bucket\",le=\"1\"} 1\n{\"h.d_bucket\",le=\"+Inf\"} 1\n{\"h.d_sum\"} 2\n{\"h.d_count\"} 1\n"
                + "# TYPE \"h-d\" histogram\n{\"h-d_bucket\",le=\"2\"} 3\n{\"h-d_bucket\",le=\"+Inf\"} 3\n{\"h-d_sum\"} 4\n{\"h-d_count\"} 3\n",
            NameEscaping.Underscores));

    [Fact]
    public void AHistogramThatRepeatsAnotherLeavesItAsItWas() => Assert.Equal(
        "# TYPE h_d histogram\nh_d_bucket{le=\"+Inf\"} 1\nh_d_sum 2\nh_d_count 1\n",
        EscapeText(
            "# TYPE \"h.d\" histogram\n{\"h.d_bucket\",le=\"+Inf\"} 1\n{\"h.d_sum\"} 2\n{\"h.d_count\"} 1\n"
                + "# TYPE h_d histogram\nh_d_bucket{le=\"+Inf\"} 3\nh_d_sum 4\nh_d_count 3\n",
            NameEscaping.Underscores));

    [Fact]
    public void AHistogramBesideAFamilyNamedLikeItsSamplesIsDemoted() => Assert.Equal(
        "# TYPE h_d_count gauge\nh_d_count 1\nh_d_count{a=\"1\"} 5\n# TYPE h_d_sum untyped\nh_d_sum 2\n",
        EscapeText(
            "# TYPE \"h.d\" histogram\n{\"h.d_sum\"} 2\n{\"h.d_count\"} 1\n# TYPE \"h.d.count\" gauge\n{\"h.d.count\",a=\"1\"} 5\n",
            NameEscaping.Underscores));

    [Fact]
    public void ACounterOfOpenMetricsBesideAGaugeOfItsNameHasNoTypeThere()
    {
        const string Page = "# TYPE \"a.b\" counter\n{\"a.b_total\"} 1\n# TYPE \"a-b\" gauge\n{\"a-b\"} 2\n# EOF\n";
        Assert.Equal(
            "# TYPE a_b gauge\na_b 2\n# TYPE a_b_total unknown\na_b_total 1\n# EOF\n", EscapeOpenMetrics(Page, NameEscaping.Underscores));
        Assert.Equal(
            "# TYPE a_b gauge\na_b 2\n# TYPE a_b_total counter\na_b_total 1\n",
            Write(Escape(Page, ExpositionFormat.OpenMetrics100, NameEscaping.Underscores), ExpositionFormat.Text004));
    }

    [Theory]
    [InlineData(NameEscaping.AllowUtf8, "{\"my.runs_total\",", "{\"my.runs_total\"", "\"my.runs\"")]
    [InlineData(NameEscaping.Underscores, "my_runs_total{", "my_runs_total", "my_runs")]
    [InlineData(NameEscaping.Dots, "my_dot_runs__total{", "my_dot_runs__total", "my_dot_runs_")]
    [InlineData(NameEscaping.Values, "U__my_2e_runs__total{", "U__my_2e_runs__total", "U__my_2e_runs_")]
    public void ACounterOfTextAndOneOfOpenMetricsAreOneInEveryScheme(NameEscaping escaping, string sample, string name, string family)
    {
        Assert.StartsWith(name, sample, StringComparison.Ordinal);
        var text = Label(Escape("# TYPE \"my.runs_total\" counter\n{\"my.runs_total\"} 2\n", ExpositionFormat.Text100, escaping), "t");
        var openMetrics = Label(
            Escape("# HELP \"my.runs\" Runs.\n# TYPE \"my.runs\" counter\n{\"my.runs_total\",a=\"b\"} 1\n# EOF\n", ExpositionFormat.OpenMetrics100, escaping), "o");
        var merged = new FamilyMerger().Merge([text, openMetrics], ExpositionFormat.OpenMetrics100);
        Assert.Equal(
            $"# HELP {family} Runs.\n# TYPE {family} counter\n{sample}container=\"t\"}} 2\n{sample}a=\"b\",container=\"o\"}} 1\n# EOF\n",
            Pages.Write(merged, ExpositionFormat.OpenMetrics100));
        Assert.Empty(merged.Conflicts);
    }

    [Theory]
    [InlineData(TypeConflict.First)]
    [InlineData(TypeConflict.Fail)]
    public void ASourceIsNotLeftOutForADisagreementWithItself(TypeConflict onTypeConflict)
    {
        var merged = new FamilyMerger(onTypeConflict).Merge(
        [
            Label(Escape("# TYPE \"a.b\" gauge\n{\"a.b\"} 1\n# TYPE \"a-b\" counter\n{\"a-b\",c=\"d\"} 2\n", ExpositionFormat.Text100, NameEscaping.Underscores), "a"),
            Pages.Label("a_b 3\n", "b"),
        ]);
        Assert.Equal(
            "# TYPE a_b untyped\na_b{container=\"a\"} 1\na_b{c=\"d\",container=\"a\"} 2\na_b{container=\"b\"} 3\n", Pages.Write(merged));
        Assert.Equal([new MergeConflict(ConflictKind.Type, "a_b", 0, 0)], merged.Conflicts);
        Assert.Empty(merged.LeftOut);
    }

    [Fact]
    public void ConflictsOfTheSourceAreStillReported()
    {
        var merged = Merge(Escape(
            "# HELP \"a.b\" One.\n# TYPE \"a.b\" histogram\n{\"a.b_sum\"} 1\n# HELP \"a.b\" Two.\n# TYPE \"a.b\" gauge\n{\"a.b\"} 1\n",
            ExpositionFormat.Text100,
            NameEscaping.Underscores));
        Assert.Contains(new MergeConflict(ConflictKind.Help, "a_b", 0, 0), merged.Conflicts);
        Assert.Contains(new MergeConflict(ConflictKind.Type, "a_b", 0, 0), merged.Conflicts);
    }

    [Fact]
    public void LinesThatStandApartAndTypesThatComeLateAreFollowed() => Assert.Equal(
        "# TYPE a_b gauge\na_b 1\na_b{c=\"d\"} 3\n# TYPE h_d summary\nh_d_count 2\nh_d_sum 4\n",
        EscapeText(
            "{\"a.b\"} 1\n{\"h.d_count\"} 2\n{\"a.b\",c=\"d\"} 3\n# TYPE \"h.d\" summary\n{\"h.d_sum\"} 4\n# TYPE \"a.b\" gauge\n", NameEscaping.Underscores));

    /// <summary>Samples, and what they look like with <c>container="web"</c>.</summary>
    [Theory]
    [InlineData("{\"a.b\"} 1", "a_b{container=\"web\"} 1")]
    [InlineData("{\"a.b\",c=\"d\"} 1 5", "a_b{c=\"d\",container=\"web\"} 1 5")]
    [InlineData("{\"a.b\",\"c.d\"=\"e\",le=\"1\",f=\"g\"} 1", "a_b{c_d=\"e\",container=\"web\",le=\"1\",f=\"g\"} 1")]
    [InlineData("a_b{\"c.d\"=\"e\",quantile=\"0.5\"} 1", "a_b{c_d=\"e\",container=\"web\",quantile=\"0.5\"} 1")]
    [InlineData("a_b{quantile=\"0.5\",\"c.d\"=\"e\"} 1", "a_b{container=\"web\",quantile=\"0.5\",c_d=\"e\"} 1")]
    [InlineData("a_b{\"c.d\"=\"\",c_d=\"\"} 1", "a_b{container=\"web\"} 1")]
    [InlineData("a_b{\"con.tainer\"=\"x\"} 1", "a_b{con_tainer=\"x\",container=\"web\"} 1")]
    public void TheLabelStillGoesWhereItBelongs(string sample, string labeled) => Assert.Equal(
        $"# TYPE a_b untyped\n{labeled}\n",
        Pages.Write(new FamilyMerger().Merge([Label(Escape(sample + "\n", ExpositionFormat.Text100, NameEscaping.Underscores), "web")])));

    /// <summary>Only the escaped label has the name of the one that is added.</summary>
    [Theory]
    [InlineData(LabelCollision.Rename, "exported_my_container=\"x\",c=\"d\",my_container=\"web\"")]
    [InlineData(LabelCollision.Honor, "my_container=\"x\",c=\"d\"")]
    [InlineData(LabelCollision.Override, "c=\"d\",my_container=\"web\"")]
    public void ALabelMayCollideThatDidNotBefore(LabelCollision onCollision, string labels)
    {
        var escaped = Escape("{\"a.b\",\"my.container\"=\"x\",c=\"d\"} 1\n", ExpositionFormat.Text100, NameEscaping.Underscores);
        var labeled = new LabeledExposition();
        Assert.Null(new LabelInjector("my_container", "web", onCollision).Label(escaped, labeled));
        Assert.Equal($"# TYPE a_b untyped\na_b{{{labels}}} 1\n", Pages.Write(new FamilyMerger().Merge([labeled])));
    }

    [Theory]
    [InlineData("a 1\n{\"b.c\",\"my.container\"=\"x\"} 1\n", ExpositionFormat.Text100, "near \"{\"b.c\",\"my.container\"=\"x\"} 1\"")]
    [InlineData("a 1\nb{\"my.container\"=\"x\"} 1\n# EOF\n", ExpositionFormat.OpenMetrics100, "near \"b{\"my.container\"=\"x\"} 1\"")]
    public void AnErrorTellsThePlaceInThePageAsItCame(string page, ExpositionFormat format, string near)
    {
        var injector = new LabelInjector("my_container", "web", LabelCollision.Fail);
        Assert.Equal(
            $"line 2, column 1: the sample already has a label my_container, {near}",
            injector.Label(Escape(page, format, NameEscaping.Underscores), new LabeledExposition())?.ToString());
    }

    [Fact]
    public void APageThatWasLabeledCanBeEscapedToo()
    {
        var labeled = new LabeledExposition();
        Assert.Null(new LabelInjector("container", "web").Label(Read("a{\"b.c\"=\"d\",container=\"x\"} 1\n", ExpositionFormat.Text100), labeled));
        Assert.Equal(
            "# TYPE a untyped\na{b_c=\"d\",exported_container=\"x\",container=\"web\"} 1\n",
            Write(new ExpositionEscaper().Escape(labeled.Exposition, NameEscaping.Underscores), ExpositionFormat.Text004));
    }

    [Fact]
    public void AnEscaperIsReusableAndNeedsNothingOfTheSourceButItsBytes()
    {
        var escaper = new ExpositionEscaper();
        const string Page = "# TYPE \"a\\nb\" gauge\n{\"a\\nb\", x = \"1\"} 1\n# TYPE c gauge\nc 2\n";
        var source = Read(Page, ExpositionFormat.Text100);
        var before = Write(source, ExpositionFormat.Text100);
        var escaped = escaper.Escape(source, NameEscaping.Values);
        Assert.Equal(before, Write(source, ExpositionFormat.Text100));
        Assert.Null(ExpositionReader.Read("z 1\n"u8.ToArray(), ExpositionFormat.Text004, ReadMode.Tolerant, source));
        Assert.Equal("# TYPE U__a_a_b gauge\nU__a_a_b{x=\"1\"} 1\n# TYPE c gauge\nc 2\n", Write(escaped, ExpositionFormat.Text004));

        Assert.Same(escaped, escaper.Escape(Read("{\"b.c\"} 1\n", ExpositionFormat.Text100), NameEscaping.Dots));
        Assert.Equal("# TYPE b_dot_c untyped\nb_dot_c 1\n", Write(escaped, ExpositionFormat.Text004));
        Assert.Same(escaped, escaper.Escape(escaped, NameEscaping.Dots));
    }

    [Fact]
    public void EscapingAgainAllocatesNextToNothing()
    {
        var page = string.Concat(Enumerable.Range(0, 1000).Select(i => $"{{\"http.requests.{i}\",\"http.method\"=\"GET\",\"a\\\\b\"=\"c\"}} {i}\n"));
        var source = Read(page, ExpositionFormat.Text100);
        var escaper = new ExpositionEscaper();
        var allocated = 0L;
        for (var round = 0; round < 2; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            escaper.Escape(source, NameEscaping.Values);
            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.InRange(allocated, 0, 1024);
    }

    [Fact]
    public void AnUnknownSchemeIsRefused() => Assert.Throws<ArgumentOutOfRangeException>(() =>
        Escape("{\"a.b\"} 1\n", ExpositionFormat.Text100, (NameEscaping)9));

    [Fact]
    public void ObjectsKeepTheirNames()
    {
        var family = Assert.Single(Read("# TYPE \"a.b\" gauge\n{\"a.b\",\"c:d\"=\"e\"} 1\n", ExpositionFormat.Text100).ToFamilies());
        Assert.Equal("a.b", family.Name);
        Assert.Equal([new LabelPair("c:d", "e")], Assert.Single(family.Metrics).Labels);
    }

    /// <summary>What is written where nothing was said about names.</summary>
    [Theory]
    [InlineData(ExpositionFormat.Text004, null, "# TYPE a_b gauge\na_b{c_d=\"e\"} 1\n")]
    [InlineData(ExpositionFormat.Text100, null, "# TYPE \"a.b\" gauge\n{\"a.b\",\"c.d\"=\"e\"} 1\n")]
    [InlineData(ExpositionFormat.OpenMetrics001, null, "# TYPE a_b gauge\na_b{c_d=\"e\"} 1.0\n# EOF\n")]
    [InlineData(ExpositionFormat.OpenMetrics100, null, "# TYPE a_b gauge\na_b{c_d=\"e\"} 1.0\n# EOF\n")]
    [InlineData(ExpositionFormat.Text004, NameEscaping.AllowUtf8, "# TYPE \"a.b\" gauge\n{\"a.b\",\"c.d\"=\"e\"} 1\n")]
    [InlineData(ExpositionFormat.OpenMetrics100, NameEscaping.AllowUtf8, "# TYPE \"a.b\" gauge\n{\"a.b\",\"c.d\"=\"e\"} 1.0\n# EOF\n")]
    [InlineData(ExpositionFormat.Text100, NameEscaping.Values, "# TYPE U__a_2e_b gauge\nU__a_2e_b{U__c_2e_d=\"e\"} 1\n")]
    public void ObjectsAreWrittenAsTheirReadersTakeThem(ExpositionFormat format, NameEscaping? escaping, string page)
    {
        MetricFamily[] families =
        [
            new() { Name = "a.b", Type = MetricType.Gauge, Metrics = [new Metric { Labels = [new LabelPair("c.d", "e")], Gauge = new Gauge { Value = 1 } }] },
        ];
        Assert.Equal(page, WriteFamilies(families, format, escaping));
    }

    private const string Eof = "# EOF\n";

    [Theory]
    [InlineData(NameEscaping.Underscores)]
    [InlineData(NameEscaping.Dots)]
    [InlineData(NameEscaping.Values)]
    public void NamesOfMessagesThatAreValidStayAsTheyAre(NameEscaping escaping)
    {
        var page = new ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write(
            [
                new MetricFamily
                {
                    Name = "http_requests_total",
                    Type = MetricType.Counter,
                    Metrics = [new Metric { Labels = [new LabelPair("status_code", "200"), new LabelPair("http.route", "/a")], Counter = new Counter { Value = 1 } }],
                },
            ],
            ExpositionFormat.Protobuf,
            page);
        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(page.WrittenMemory, ExpositionFormat.Protobuf, ReadMode.Tolerant, parsed));

        var route = NameEscaper.Escape("http.route", NameKind.Label, escaping);
        Assert.Equal(
            $"# TYPE http_requests_total counter\nhttp_requests_total{{status_code=\"200\",{route}=\"/a\"}} 1\n",
            Write(new ExpositionEscaper().Escape(parsed, escaping), ExpositionFormat.Text004));
    }

    private static readonly NameEscaping[] Schemes = [NameEscaping.Underscores, NameEscaping.Dots, NameEscaping.Values];

    private static string EscapeText(string page, NameEscaping escaping) => Write(Escape(page, ExpositionFormat.Text100, escaping), ExpositionFormat.Text004);

    private static string EscapeOpenMetrics(string page, NameEscaping escaping) =>
        Write(Escape(page, ExpositionFormat.OpenMetrics100, escaping), ExpositionFormat.OpenMetrics100);

    private static ParsedExposition Escape(string page, ExpositionFormat format, NameEscaping escaping) =>
        new ExpositionEscaper().Escape(Read(page, format), escaping);

    private static ParsedExposition Read(string page, ExpositionFormat format)
    {
        var parsed = new ParsedExposition();
        var error = ExpositionReader.Read(Encoding.UTF8.GetBytes(page), format, ReadMode.Tolerant, parsed);
        Assert.True(error is null, error?.ToString());
        return parsed;
    }

    private static string Write(ParsedExposition page, ExpositionFormat format)
    {
        var labeled = new LabeledExposition();
        labeled.TakeUnlabeled(page);
        return Pages.Write(new FamilyMerger().Merge([labeled], format), format);
    }

    private static string WriteFamilies(IEnumerable<MetricFamily> families, ExpositionFormat format, NameEscaping? escaping = null)
    {
        var output = new ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write(families, format, output, escaping);
        return Encoding.UTF8.GetString(output.WrittenSpan);
    }

    private static LabeledExposition Label(ParsedExposition page, string container)
    {
        var labeled = new LabeledExposition();
        Assert.Null(new LabelInjector("container", container).Label(page, labeled));
        return labeled;
    }

    private static MergedExposition Merge(ParsedExposition page)
    {
        var labeled = new LabeledExposition();
        labeled.TakeUnlabeled(page);
        return new FamilyMerger().Merge([labeled]);
    }

    /// <summary>A page without the TYPE lines of other families than <c>a</c>, and without its end.</summary>
    private static string WithoutEmptyFamilies(string page) => page
        .Replace("# TYPE b_c untyped\n", "", StringComparison.Ordinal)
        .Replace("# TYPE b_c unknown\n", "", StringComparison.Ordinal)
        .Replace(Eof, "", StringComparison.Ordinal);
}

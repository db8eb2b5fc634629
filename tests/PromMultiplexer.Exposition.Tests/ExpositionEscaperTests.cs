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
        { "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1 # {\"a.b\"=\"x\\\"y\",c=\"d\"} 0.5\nh_bucket{le=\"+Inf\"} 2 # {} 3 1.5\nh_count 2\nh_sum 3\nh_created 5\n# TYPE x counter\nx_total 1 # {\"5\"=\"\"} 1\nx_total{} 2 # {\"5\"=\"\"} 1\n",
          "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1 # {a_b=\"x\\\"y\",c=\"d\"} 0.5\nh_bucket{le=\"+Inf\"} 2 # {} 3 1.5\nh_count 2\nh_sum 3\nh_created 5\n# TYPE x counter\nx_total 1 # {_=\"\"} 1\nx_total{} 2 # {_=\"\"} 1\n",
          "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1 # {a_dot_b=\"x\\\"y\",c=\"d\"} 0.5\nh_bucket{le=\"+Inf\"} 2 # {} 3 1.5\nh_count 2\nh_sum 3\nh_created 5\n# TYPE x counter\nx_total 1 # {__=\"\"} 1\nx_total{} 2 # {__=\"\"} 1\n",
          "# TYPE h histogram\nh_bucket{le=\"1.0\"} 1 # {U__a_2e_b=\"x\\\"y\",c=\"d\"} 0.5\nh_bucket{le=\"+Inf\"} 2 # {} 3 1.5\nh_count 2\nh_sum 3\nh_created 5\n# TYPE x counter\nx_total 1 # {U___35_=\"\"} 1\nx_total{} 2 # {U___35_=\"\"} 1\n" },

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

    private const string Eof = "# EOF\n";

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
}

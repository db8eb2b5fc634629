using System.Text;

namespace PromMultiplexer.Exposition.Tests;

public sealed class TextReaderTests
{
    /// <summary>Pages that Prometheus ingests, and how they look when they are written again.</summary>
    public static TheoryData<string, string> Accepted => new()
    {
        { "", "" },
        { "\n \t\n", "" },
        { "# just a comment\n#\n#HELP not metadata\n# HELP\n", "" },
        { "a 1\n", "# TYPE a untyped\na 1\n" },
        { "a 1", "# TYPE a untyped\na 1\n" },
        { "a\t1 \t 123 \n", "# TYPE a untyped\na 1 123\n" },
        { "a-1\n", "# TYPE a untyped\na -1\n" },
        { "a{}1\n", "# TYPE a untyped\na{} 1\n" },
        { "a{ b = \"c\" , d=\"e\" , } 1\n", "# TYPE a untyped\na{b=\"c\",d=\"e\"} 1\n" },
        { "a{b=\"c\"d=\"e\"} 1\n", "# TYPE a untyped\na{b=\"c\",d=\"e\"} 1\n" },
        { "a{b=\"x\ny\"} 1\n", "# TYPE a untyped\na{b=\"x\\ny\"} 1\n" },
        { "a{b=\"\\x\\\\\\\"\\n\"} 1\n", "# TYPE a untyped\na{b=\"\\\\x\\\\\\\"\\n\"} 1\n" },
        { "a{b=\"}, # {\"} 1\n", "# TYPE a untyped\na{b=\"}, # {\"} 1\n" },
        { "{\"a\",b=\"c\"} 1\n", "# TYPE a untyped\na{b=\"c\"} 1\n" },
        { "{b=\"c\",\"a\"} 1\n", "# TYPE a untyped\na{b=\"c\"} 1\n" },
        { "a{\"b\"=\"c\"} 1\n", "# TYPE a untyped\na{b=\"c\"} 1\n" },
        { "# HELP a An a.\n# TYPE a counter\na 1\n", "# HELP a An a.\n# TYPE a counter\na 1\n" },
        { "# \t HELP\ta \tAn a. \n# TYPE \t a counter\na 1\n", "# HELP a \tAn a. \n# TYPE a counter\na 1\n" },
        { "# HELP a one\\two \\\\ \\n\na 1\n", "# HELP a one\\\\two \\\\ \\n\n# TYPE a untyped\na 1\n" },
        { "# HELP a \na 1\n", "# TYPE a untyped\na 1\n" },
        { "# HELP a first\n# HELP a second\na 1\n", "# HELP a first\n# TYPE a untyped\na 1\n" },
        { "# TYPE a gauge\n# TYPE a gauge\na 1\n", "# TYPE a gauge\na 1\n" },
        { "# TYPE a gauge\na 1\n# TYPE a counter\na{b=\"c\"} 2\n", "# TYPE a untyped\na 1\na{b=\"c\"} 2\n" },
        { "# TYPE a gauge\n# TYPE a counter\n# TYPE a gauge\na 2\n", "# TYPE a untyped\na 2\n" },
        { "a 1\n# TYPE a gauge\n", "# TYPE a gauge\na 1\n" },
        { "b 1\na 1\nb{} 2 3\n", "# TYPE a untyped\na 1\n# TYPE b untyped\nb 1\nb{} 2 3\n" },
        { "# TYPE a counter\n", "# TYPE a counter\n" },
        { "a NaN\nb +Inf\nc -Inf\nd inf\ne Infinity\nf nan\ng .5\nh 5.\ni 1E+3\nj -0\n",
          "# TYPE a untyped\na NaN\n# TYPE b untyped\nb +Inf\n# TYPE c untyped\nc -Inf\n# TYPE d untyped\nd inf\n# TYPE e untyped\ne Infinity\n# TYPE f untyped\nf nan\n# TYPE g untyped\ng .5\n# TYPE h untyped\nh 5.\n# TYPE i untyped\ni 1E+3\n# TYPE j untyped\nj -0\n" },
        { "a 1e-999\nb 1e308\nc 00000001\n", "# TYPE a untyped\na 1e-999\n# TYPE b untyped\nb 1e308\n# TYPE c untyped\nc 00000001\n" },
        { "a 1 9223372036854775807\n", "# TYPE a untyped\na 1 9223372036854775807\n" },
        { "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n",
          "# TYPE h histogram\nh_bucket{le=\"1\"} 1\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n" },
        { "# TYPE s summary\ns{quantile=\"0.5\"} NaN\ns_sum 3\ns_count 2\n",
          "# TYPE s summary\ns{quantile=\"0.5\"} NaN\ns_sum 3\ns_count 2\n" },
        // Samples in front of their TYPE come home.
        { "h_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\n# TYPE h histogram\nh_count{a=\"b\"} 1\n",
          "# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\nh_count 2\nh_count{a=\"b\"} 1\n" },
        { "# HELP h An h.\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\n# TYPE h histogram\n",
          "# HELP h An h.\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 2\nh_sum 3\n" },
        // Samples that do not fit their TYPE take the family apart.
        { "# TYPE h histogram\nh 1\nh_count 2\n", "# TYPE h untyped\nh 1\n# TYPE h_count untyped\nh_count 2\n" },
        { "# TYPE h histogram\nh_bucket 1\n", "# TYPE h_bucket untyped\nh_bucket 1\n" },
        { "# TYPE h histogram\nh_bucket{le=\"bad\"} 1\n", "# TYPE h_bucket untyped\nh_bucket{le=\"bad\"} 1\n" },
        { "# TYPE h histogram\nh_bucket{quantile=\"0.1\",le=\"1\"} 1\n", "# TYPE h histogram\nh_bucket{quantile=\"0.1\",le=\"1\"} 1\n" },
        { "# TYPE h histogram\nh_count -1\n", "# TYPE h_count untyped\nh_count -1\n" },
        { "# TYPE s summary\ns{quantile=\"foo\"} 1\ns_sum 1\n", "# TYPE s untyped\ns{quantile=\"foo\"} 1\n# TYPE s_sum untyped\ns_sum 1\n" },
        { "# TYPE s summary\ns 1\n", "# TYPE s untyped\ns 1\n" },
        { "# TYPE h histogram\nh_sum{le=\"bad\"} 1\nh_count{le=\"1\"} 1\n", "# TYPE h_count untyped\nh_count{le=\"1\"} 1\n# TYPE h_sum untyped\nh_sum{le=\"bad\"} 1\n" },
        { "# TYPE s summary\ns_sum{quantile=\"\"} 1\n", "# TYPE s_sum untyped\ns_sum{quantile=\"\"} 1\n" },
        // What seems to be a part of a summary but is none.
        { "# TYPE s summary\ns_bucket 1\n", "# TYPE s summary\n# TYPE s_bucket untyped\ns_bucket 1\n" },
        // Samples behind a HELP line of their own are parts of their histogram all the same.
        { "# TYPE h histogram\nh_sum 1\n# HELP h_count How many.\nh_count 2\n", "# TYPE h histogram\nh_sum 1\nh_count 2\n" },
        { "h_count 1\n# TYPE h histogram\n# TYPE h_count counter\nh_count{a=\"b\"} 2\n", "# TYPE h_count counter\nh_count 1\nh_count{a=\"b\"} 2\n" },
        { "# TYPE h histogram\nh_count 1\n# TYPE h gauge\nh_count{a=\"b\"} 2\n", "# TYPE h_count untyped\nh_count 1\nh_count{a=\"b\"} 2\n" },
        // A name of a histogram's samples that is also the name of another family.
        { "# TYPE h histogram\nh_sum 1\n# TYPE h_count counter\nh_count 2\n", "# TYPE h_count counter\nh_count 2\n# TYPE h_sum untyped\nh_sum 1\n" },
        { "# TYPE h summary\nh_sum 1\n# HELP h_count About a count.\n", "# TYPE h summary\nh_sum 1\n" },
        { "# TYPE h histogram\n# TYPE h_count counter\nh_count 2\n", "# TYPE h_count counter\nh_count 2\n" },
        // Names that need quotes have them everywhere.
        { "# HELP \"a.b\" An a.\n# TYPE \"a.b\" gauge\n{\"a.b\",\"c.d\"=\"e\"} 1\n", "# HELP \"a.b\" An a.\n# TYPE \"a.b\" gauge\n{\"a.b\",\"c.d\"=\"e\"} 1\n" },
        { "# TYPE \"a\nb\" gauge\n{\"a\nb\"} 1\n", "# TYPE \"a\\nb\" gauge\n{\"a\\nb\"} 1\n" },
        { "# HELP \"\" Nothing's.\n# TYPE \"\" gauge\na 1\n", "# TYPE a untyped\na 1\n" },
        // An empty label is no label, and with it go others of its name.
        { "a{b=\"\",c=\"d\",b=\"e\"} 1\n", "# TYPE a untyped\na{c=\"d\"} 1\n" },
        { "a{b=\"\",b=\"\"} 1\n", "# TYPE a untyped\na{} 1\n" },
        { "a{b=\"\",c=\"d\",c=\"e\",b=\"f\"} 1\n", "" },
        { "{\"a\",\"\"=\"\",b=\"c\"} 1\n", "# TYPE a untyped\na{b=\"c\"} 1\n" },
        // The metric's name is a label too.
        { "a{__name__=\"b\",c=\"a long value to fill the line with\"} 1\na 2\n", "# TYPE a untyped\na 2\n" },
        { "a{__name__=\"a\"} 1\n", "" },
        // What has the same label twice is dropped.
        { "a{b=\"1\",b=\"2\"} 1\na 2\n", "# TYPE a untyped\na 2\n" },
        { "a{bcdefghij=\"1\",bcdefghik=\"2\"} 1\n", "# TYPE a untyped\na{bcdefghij=\"1\",bcdefghik=\"2\"} 1\n" },
        { "a{bcdefghij=\"1\",bcdefghij=\"2\"} 1\n", "" },
        // A NUL at the start of a line or in a comment is the end.
        { "a 1\n\0b{\n", "# TYPE a untyped\na 1\n" },
        { "a 1\n#x\0\nb 1\n", "# TYPE a untyped\na 1\n" },
        { "a 1\n# \0\nb 1\n", "# TYPE a untyped\na 1\n" },
        { "a 1\n# x\0\nb 1\n", "# TYPE a untyped\na 1\n# TYPE b untyped\nb 1\n" },
        { "a{b=\"\0\"} 1\n", "# TYPE a untyped\na{b=\"\0\"} 1\n" },
    };

    [Theory]
    [MemberData(nameof(Accepted))]
    public void TakesWhatPrometheusTakes(string page, string written) => Assert.Equal(written, Pages.Rewrite(page));

    [Theory]
    [MemberData(nameof(Accepted))]
    public void WhatItWritesIsRead(string page, string written)
    {
        Assert.Equal(written, Pages.Rewrite(written, written.Contains('\0') ? ReadMode.Tolerant : ReadMode.Strict));
        Assert.NotNull(page);
    }

    /// <summary>Pages that Prometheus refuses, with the exact error.</summary>
    public static TheoryData<string, string> Refused => new()
    {
        { "9\n", "line 1, column 1: expected a metric name, a comment or an empty line, near \"9\"" },
        { "a 1\n b 1\n", "line 2, column 1: blanks in front of a metric name, near \" b 1\"" },
        { "a 1\r\n", "line 1, column 3: expected a number as the value, near \"1\\r\"" },
        { "a\n", "line 1, column 2: expected a value" },
        { "a", "line 1, column 2: expected a value" },
        { "a b\n", "line 1, column 3: expected a number as the value, near \"b\"" },
        { "a 0x1p2\n", "line 1, column 3: expected a number as the value, near \"0x1p2\"" },
        { "a 1_0\n", "line 1, column 3: expected a number as the value, near \"1_0\"" },
        { "a 1e400\n", "line 1, column 3: expected a number as the value, near \"1e400\"" },
        { "a 1e\n", "line 1, column 3: expected a number as the value, near \"1e\"" },
        { "a .\n", "line 1, column 3: expected a number as the value, near \".\"" },
        { "a -nan\n", "line 1, column 3: expected a number as the value, near \"-nan\"" },
        { "a 1 1.5\n", "line 1, column 6: expected the end of the line behind the timestamp, near \".5\"" },
        { "a 1 -5\n", "line 1, column 5: expected a timestamp in milliseconds or the end of the line, near \"-5\"" },
        { "a 1 9223372036854775808\n", "line 1, column 5: expected a timestamp in milliseconds or the end of the line, near \"9223372036854775808\"" },
        { "a 1 2 3\n", "line 1, column 7: expected the end of the line behind the timestamp, near \"3\"" },
        { "a 1{\n", "line 1, column 4: expected a timestamp in milliseconds or the end of the line, near \"{\"" },
        { "a{b} 1\n", "line 1, column 4: expected '=' behind a label name, near \"} 1\"" },
        { "a{b=c} 1\n", "line 1, column 5: expected a label value in double quotes, near \"c} 1\"" },
        { "a{b=\"c} 1\n", "line 1, column 5: a label value without an end, near \"\"c} 1\"" },
        { "a{b=\"c\" 1\n", "line 1, column 9: expected ',' or '}' behind a label value, near \"1\"" },
        { "a{,} 1\n", "line 1, column 3: expected a label name or '}', near \",} 1\"" },
        { "a{b=\"c\",,} 1\n", "line 1, column 9: expected a label name or '}', near \",} 1\"" },
        { "a{9=\"c\"} 1\n", "line 1, column 3: expected a label name or '}', near \"9=\"c\"} 1\"" },
        { "a{b:c=\"c\"} 1\n", "line 1, column 4: expected '=' behind a label name, near \":c=\"c\"} 1\"" },
        { "a{", "line 1, column 3: expected '}'" },
        { "{} 1\n", "line 1, column 1: a sample without a metric name, near \"{} 1\"" },
        { "{a=\"b\"} 1\n", "line 1, column 1: a sample without a metric name, near \"{a=\"b\"} 1\"" },
        { "{\"a\",\"b\"} 1\n", "line 1, column 6: a second metric name, near \"\"b\"} 1\"" },
        { "a{\"b\"} 1\n", "line 1, column 3: a second metric name, near \"\"b\"} 1\"" },
        // A name without quotes is not excused by the same one in quotes in front of it.
        { "{\"a.b\"} 1\na.b 1\n", "line 2, column 2: expected a number as the value, near \".b 1\"" },
        { "{\"a{b\"} 1\na{b 1 5\n", "line 2, column 5: expected '=' behind a label name, near \"1 5\"" },
        { "{\"\"} 1\n", "line 1, column 2: a quoted name that is empty, is not valid UTF-8, has a NUL or a stray backslash, near \"\"\"} 1\"" },
        { "{\"a\",\"\"=\"b\"} 1\n", "line 1, column 6: a quoted name that is empty, is not valid UTF-8, has a NUL or a stray backslash, near \"\"\"=\"b\"} 1\"" },
        { "{\"a\0\"} 1\n", "line 1, column 2: a quoted name that is empty, is not valid UTF-8, has a NUL or a stray backslash, near \"\"a\\u0000\"} 1\"" },
        { "a{b=\"\\\0\"} 1\n", "line 1, column 5: a label value without an end, near \"\"\\\\u0000\"} 1\"" },
        { "# HELP a\0b\n", "line 1, column 9: expected a blank behind a metric name, near \"\\u0000b\"" },
        { "a 1\n# TYPE a Counter\n", "line 2, column 10: expected counter, gauge, histogram, summary or untyped, near \"Counter\"" },
        { "# TYPE a  counter\n", "line 1, column 10: expected counter, gauge, histogram, summary or untyped, near \" counter\"" },
        { "# TYPE a info\n", "line 1, column 10: expected counter, gauge, histogram, summary or untyped, near \"info\"" },
        { "# TYPE a\n", "line 2, column 1: expected counter, gauge, histogram, summary or untyped" },
        { "# HELP 9 x\n", "line 1, column 8: expected a metric name behind HELP, near \"9 x\"" },
        { "# TYPE \n", "line 1, column 8: expected a metric name behind TYPE" },
    };

    [Theory]
    [MemberData(nameof(Refused))]
    public void RefusesWhatPrometheusRefuses(string page, string error)
    {
        Assert.Equal(error, Pages.Refusal(Encoding.UTF8.GetBytes(page))?.ToString());
        Assert.Equal(error, Pages.Refusal(Encoding.UTF8.GetBytes(page), ReadMode.Strict)?.ToString());
    }

    [Fact]
    public void AnEmptyMetricNameAsALabelIsRefused() => Assert.Equal(
        "line 1, column 3: an empty label __name__, near \"__name__=\"\"} 1\"",
        Pages.Refusal("a{__name__=\"\"} 1\n"u8.ToArray())?.ToString());

    /// <summary>Pages that Prometheus ingests but the format does not allow.</summary>
    public static TheoryData<string, string> RefusedInStrictMode => new()
    {
        { "a 1", "line 1, column 4: the page does not end with a line feed" },
        { "a 1 \n", "line 1, column 4: expected a timestamp behind a blank, or the end of the line without one, near \" \"" },
        { "a 1\na{b=\"c\"} 1\t \n", "line 2, column 11: expected a timestamp behind a blank, or the end of the line without one, near \"\\t \"" },
        { "a{b=\"c\"} 1 5 \n", "line 1, column 13: expected the end of the line behind the timestamp, without a blank, near \" \"" },
        { "# TYPE h histogram\n# TYPE h_count counter\n", "line 2, column 1: a HELP or TYPE line for a sample of another family, near \"# TYPE h_count counter\"" },
        { "# TYPE s summary\n# HELP s_sum A sum, explained at length.\ns_sum 1\n", "line 2, column 1: a HELP or TYPE line for a sample of another family, near \"# HELP s_sum A sum, explained at length.\"" },
        { "# TYPE a{gauge\n", "line 1, column 9: expected a blank behind a metric name, near \"{gauge\"" },
        { "#TYPE a b\na 1\n", "line 1, column 2: expected a blank between # and HELP or TYPE, near \"TYPE a b\"" },
        { "a 1\n#TYPE a gauge\n", "line 2, column 2: expected a blank between # and HELP or TYPE, near \"TYPE a gauge\"" },
        { "#HELP 9 x\n", "line 1, column 2: expected a blank between # and HELP or TYPE, near \"HELP 9 x\"" },
        { "# HELP a x\n#HELP a y\n", "line 2, column 2: expected a blank between # and HELP or TYPE, near \"HELP a y\"" },
        { "# HELP a x\n# HELP a x\n", "line 2, column 10: a second HELP line for the same family, near \"x\"" },
        { "# TYPE a gauge\n# TYPE a gauge\n", "line 2, column 10: a second TYPE line for the same family, near \"gauge\"" },
        { "a 1\n# TYPE a gauge\n", "line 2, column 10: a TYPE line behind samples of its family, near \"gauge\"" },
        { "a 1\nb 1\na{c=\"d\"} 1\n", "line 3, column 1: the lines of a family stand apart, near \"a{c=\"d\"} 1\"" },
        { "a 1\na 2\n", "line 2, column 1: the same series twice, near \"a 2\"" },
        { "a{b=\"1\",c=\"2\"} 1\na{c=\"2\",b=\"1\",d=\"\"} 1\n", "line 2, column 1: the same series twice, near \"a{c=\"2\",b=\"1\",d=\"\"} 1\"" },
        { "a{b=\"1\",b=\"2\"} 1\n", "line 1, column 9: the same label twice, near \"b=\"2\"} 1\"" },
        { "a{__name__=\"x\"} 1\n", "line 1, column 3: the label name __name__ is reserved, near \"__name__=\"x\"} 1\"" },
        { "a{__name__=\"a long value to fill the line with\"} 1\n", "line 1, column 3: the label name __name__ is reserved, near \"__name__=\"a long value to fill the line with\"} 1\"" },
        { "a{b=\"\\x\"} 1\n", "line 1, column 6: expected \\\\, \\n or \\\" in a label value, near \"\\x\"} 1\"" },
        { "a{b=\"x\ny\"} 1\n", "line 1, column 7: a line feed in a label value" },
        { "a{b=\"c\"d=\"e\"} 1\n", "line 1, column 8: expected ',' or '}' behind a label value, near \"d=\"e\"} 1\"" },
        { "# HELP a \\x\n", "line 1, column 10: expected \\\\ or \\n in a HELP text, near \"\\x\"" },
        { "# TYPE h histogram\nh_bucket{le=\"x\"} 1\n", "line 2, column 10: expected a number as the value of le, near \"le=\"x\"} 1\"" },
        { "# TYPE h histogram\nh_count -1\n", "line 2, column 1: a negative count in a histogram, near \"h_count -1\"" },
        { "# TYPE h histogram\nh_sum{le=\"x\"} 1\n", "line 2, column 7: expected a number as the value of le, near \"le=\"x\"} 1\"" },
        { "# TYPE s summary\ns{quantile=\"x\"} 1\n", "line 2, column 3: expected a number as the value of quantile, near \"quantile=\"x\"} 1\"" },
        { "\0", "line 1, column 1: expected a metric name, a comment or an empty line, near \"\\u0000\"" },
    };

    [Theory]
    [MemberData(nameof(RefusedInStrictMode))]
    public void StrictModeInsistsOnTheFormat(string page, string error)
    {
        Assert.Null(Pages.Refusal(Encoding.UTF8.GetBytes(page)));
        Assert.Equal(error, Pages.Refusal(Encoding.UTF8.GetBytes(page), ReadMode.Strict)?.ToString());
    }

    [Fact]
    public void InvalidUtf8IsRefusedWhereItWouldBeIngested()
    {
        Assert.Equal("line 1, column 6: a label value that is not valid UTF-8, near \"�\"} 1\"", Pages.Refusal([.. "a{b=\""u8, 0xff, .. "\"} 1\n"u8])?.ToString());
        Assert.Equal("line 1, column 10: HELP text is not valid UTF-8, near \"�\"", Pages.Refusal([.. "# HELP a "u8, 0xff, .. "\n"u8])?.ToString());
        Assert.Equal("line 1, column 10: HELP text is not valid UTF-8, near \"\ufffd\"", Pages.Refusal("# HELP aé\n"u8.ToArray())?.ToString());
        Assert.Null(Pages.Refusal([.. "# comment "u8, 0xff, .. "\na 1\n"u8]));
    }

    [Theory]
    [InlineData("a{b=\"1\",b=\"2\"} 1\n", "line 1, column 9: the same label twice, near \"b=\"2\"} 1\"")]
    [InlineData("a 1\n# TYPE a gauge\na{__name__=\"b\"} 1\na{c=\"1\",c=\"2\"} 1\n", "line 3, column 3: the same label twice, near \"__name__=\"b\"} 1\"")]
    [InlineData("a{b=\"\",b=\"1\"} 1\n", null)]
    public void TheFirstSampleThatIsDroppedIsToldApart(string page, string? expected)
    {
        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(page), ExpositionFormat.Text004, ReadMode.Tolerant, parsed));
        Assert.Equal(expected, parsed.FirstDroppedSample?.ToString());
        Assert.Equal(expected is null, parsed.DroppedSampleCount == 0);
        parsed.Clear();
        Assert.Null(parsed.FirstDroppedSample);
    }

    [Fact]
    public void WhatNobodyWouldSeeIsSpelledOutInAnError() =>
        Assert.Equal(
            "line 1, column 1: expected a metric name, a comment or an empty line, near \"\\ufeffup\\u200b 1\"",
            Pages.Refusal(Encoding.UTF8.GetBytes("\ufeffup\u200b 1\n"))?.ToString());
}

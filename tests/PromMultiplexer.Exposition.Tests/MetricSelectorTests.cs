namespace PromMultiplexer.Exposition.Tests;

public sealed class MetricSelectorTests
{
    private static readonly MetricSample Sample = new()
    {
        Name = "http_requests_total",
        Family = "http_requests_total",
        Labels = LabelSet.Of([new("job", "x"), new("code", "503"), new("my.label", "a\"b\\c\nd")]),
    };

    [Theory]
    [InlineData("http_requests_total", true)]
    [InlineData("http_requests", false)]
    [InlineData("{}", true)]
    [InlineData(" http_requests_total { job = 'x' , code != \"200\" , } ", true)]
    [InlineData("{__name__=\"http_requests_total\"}", true)]
    [InlineData("{__name__=~\"http_.+\",code=~\"5..\"}", true)]
    [InlineData("{code=~\"5.\"}", false)]
    [InlineData("{code=~\"(?P<class>5)\\\\d+\"}", true)]
    [InlineData("{code=~`5\\d+`}", true)]
    [InlineData("{code!~\"4..|5..\"}", false)]
    [InlineData("{code!~\"4..\"}", true)]
    [InlineData("{gone=\"\"}", true)]
    [InlineData("{gone!=\"\"}", false)]
    [InlineData("{gone=~\"a?\"}", true)]
    [InlineData("{\"http_requests_total\",\"my.label\"=~\"a.b.c.d\"}", true)]
    [InlineData("{\"my.label\"=\"a\\\"b\\\\c\\nd\"}", true)]
    [InlineData("{\"my.label\"='a\\x22b\\u005cc\\nd'}", true)]
    [InlineData("{\"other.name\"}", false)]
    [InlineData("http_requests_total{__name__!=\"x\"}", true)]
    public void Chooses_as_PromQL_does(string text, bool isChosen)
    {
        Assert.True(MetricSelector.TryParse(text, out var selector, out var error), error?.ToString());
        Assert.Equal(isChosen, selector.Matches(Sample));
        Assert.Equal(text, selector.ToString());
    }

    [Theory]
    [InlineData("", "character 1: expected a metric name or \"{\"")]
    [InlineData("  ", "character 3: expected a metric name or \"{\"")]
    [InlineData("5xx", "character 1: expected a metric name or \"{\"")]
    [InlineData("http_*", "character 6: expected the end, for PromQL has no wildcards: write {__name__=~\"http_.*\"}")]
    [InlineData("up[5m]", "character 3: expected the end of the selector")]
    [InlineData("up{", "character 4: expected a label name")]
    [InlineData("up{job}", "character 7: expected one of \"=\", \"!=\", \"=~\" and \"!~\"")]
    [InlineData("up{job==\"x\"}", "character 8: expected a value in quotes")]
    [InlineData("up{job=x}", "character 8: expected a value in quotes")]
    [InlineData("up{job=\"x}", "character 8: expected the quote that closes this one")]
    [InlineData("up{job=\"x\" code=\"y\"}", "character 12: expected \",\" or \"}\"")]
    [InlineData("up{job=\"x\"} 1", "character 13: expected the end of the selector")]
    [InlineData("up{job=~\"(\"}", "character 9: expected a regular expression of RE2's syntax")]
    [InlineData("up{job=~\"(.)\\\\1\"}", "character 9: expected a regular expression of RE2's syntax")]
    [InlineData("up{job=~\"5\\d\"}", "character 11: expected an escape such as \\\\, \\\" or \\n; an expression has its own backslashes doubled, or stands in backticks")]
    [InlineData("up{job=\"\\ud800\"}", "character 9: expected an escape such as \\\\, \\\" or \\n; an expression has its own backslashes doubled, or stands in backticks")]
    [InlineData("up{\"a\"}", "character 7: expected one metric name only")]
    [InlineData("up{,}", "character 4: expected a label name")]
    public void Says_what_is_wrong_and_where(string text, string expected)
    {
        Assert.False(MetricSelector.TryParse(text, out var selector, out var error));
        Assert.Null(selector);
        Assert.Equal(expected, error.ToString());
    }

    [Fact]
    public void Any_text_ends_in_a_selector_or_an_error()
    {
        var random = new Random(1);
        const string Characters = "ab{}\"'`\\=!~,*x0 \n_é";
        for (var i = 0; i < 20_000; i++)
        {
            var text = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => Characters[random.Next(Characters.Length)]));
            if (MetricSelector.TryParse(text, out var selector, out var error))
            {
                selector.Matches(Sample);
            }
            else
            {
                Assert.InRange(error.Column, 1, text.Length + 1);
            }
        }
    }

    [Theory]
    [InlineData("[[:digit:]]+", "200", true)]
    [InlineData(@"\d+", "٢٠٠", false)]
    [InlineData(@"\Q2.0\E", "2.0", true)]
    [InlineData("2.0", "2\n0", true)]
    [InlineData("(?P<first>2).*", "200", true)]
    [InlineData("(?#a comment)200", "200", null)]
    [InlineData("(?=2)", "200", null)]
    public void Expressions_are_those_of_RE2(string expression, string value, bool? expected) =>
        Assert.Equal(expected, LabelMatcher.Create("code", LabelMatchKind.Match, expression)?.Matches(value));

    [Fact]
    public void Spells_matchers_as_PromQL_does() =>
        Assert.Equal("code!~\"a\\\"\\\\d\"", LabelMatcher.Create("code", LabelMatchKind.NoMatch, "a\"\\d")!.ToString());
}

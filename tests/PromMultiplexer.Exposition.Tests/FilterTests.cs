using System.Text;

namespace PromMultiplexer.Exposition.Tests;

public sealed class FilterTests
{
    private const string Page = """
        # HELP a About a.
        # TYPE a counter
        a{x="1"} 1
        a{x="2"} 2
        # TYPE h histogram
        h_bucket{le="+Inf"} 1 1000
        h_sum 2
        h_count 1
        # TYPE empty gauge
        "" 
        b 3
        """;

    private static readonly string Text = Page.Replace("\"\" \n", "", StringComparison.Ordinal) + "\n";

    [Theory]
    [InlineData("a", "", "# HELP a About a.\n# TYPE a counter\na{x=\"1\"} 1\na{x=\"2\"} 2\n")]
    [InlineData("a|b", "", "# HELP a About a.\n# TYPE a counter\na{x=\"1\"} 1\na{x=\"2\"} 2\n# TYPE b untyped\nb 3\n")]
    [InlineData("", "[ah]", "# TYPE b untyped\nb 3\n# TYPE empty gauge\n")]
    [InlineData(".*", "h_bucket|empty", "# HELP a About a.\n# TYPE a counter\na{x=\"1\"} 1\na{x=\"2\"} 2\n# TYPE b untyped\nb 3\n# TYPE h histogram\nh_bucket{le=\"+Inf\"} 1 1000\nh_sum 2\nh_count 1\n")]
    [InlineData("a", "a", "")]
    [InlineData("A", "", "")]
    public void FamiliesAreAllowedAndDenied(string allow, string deny, string expected) =>
        Assert.Equal(expected, Filter(Text, new ExpositionFilter { Allow = Patterns(allow), Deny = Patterns(deny) }));

    [Fact]
    public void WhatIsOnlyLeftOutIsNotSpelledAnew()
    {
        var source = Read("a{ x = \"1\" } 1e0\nb 2\n");
        Assert.Null(new FilteredExposition().Apply(source, new ExpositionFilter { Deny = Patterns("b") }, out var filtered));
        Assert.Equal(1, filtered.SampleCount);
        Assert.Equal(1, filtered.FamilyCount);
        Assert.True(filtered.Source.Equals(source.Source));
    }

    [Fact]
    public void WithoutAFilterThePageIsThePage()
    {
        var source = Read(Text);
        Assert.Null(new FilteredExposition().Apply(source, ExpositionFilter.None, out var filtered));
        Assert.Same(source, filtered);
    }

    [Fact]
    public void MessagesAreLeftOutByTheirFamilies()
    {
        Assert.Null(MetricFamilyReader.Read(Encoding.UTF8.GetBytes(Text), ExpositionFormat.Text004, ReadMode.Tolerant, out var families));
        var written = new System.Buffers.ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write(families, ExpositionFormat.Protobuf, written);
        var source = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(written.WrittenMemory, ExpositionFormat.Protobuf, ReadMode.Tolerant, source));

        Assert.Null(new FilteredExposition().Apply(source, new ExpositionFilter { Deny = Patterns("a") }, out var filtered));

        Assert.Equal(["b", "h"], filtered.ToFamilies().Select(family => family.Name));
    }

    [Fact]
    public void RulesKeepExemplarsTimestampsUnitsAndTheEnd()
    {
        const string OpenMetrics = "# TYPE a_seconds counter\n# UNIT a_seconds seconds\n# HELP a_seconds With \\\"quotes\\\".\n"
            + "a_seconds_total{x=\"1\"} 1 5 # {t=\"x\"} 2 3\n# TYPE i info\ni_info{v=\"2\"} 1\n# EOF\n";
        Assert.Equal(
            OpenMetrics.Replace("x=\"1\"", "y=\"1\"", StringComparison.Ordinal).Replace("# TYPE a_seconds counter\n# UNIT a_seconds seconds\n# HELP a_seconds With \\\"quotes\\\".", "# HELP a_seconds With \\\"quotes\\\".\n# TYPE a_seconds counter\n# UNIT a_seconds seconds", StringComparison.Ordinal),
            Filter(
                OpenMetrics,
                new ExpositionFilter { Rules = [new RelabelRule { SourceLabels = ["x"], TargetLabel = "y" , Pattern = Pattern("(.+)") }, new RelabelRule { Action = RelabelAction.LabelDrop, Pattern = Pattern("x") }] },
                ExpositionFormat.OpenMetrics100));
    }

    [Fact]
    public void NamesThatNeedQuotesGetThem() => Assert.Equal(
        "# TYPE \"a.b\" untyped\n{\"a.b\",\"c.d\"=\"2\",\"x.1\"=\"1\"} 1\n",
        Filter(
            "a{\"c.d\"=\"2\",y=\"x.1\"} 1\n",
            new ExpositionFilter
            {
                Rules =
                [
                    new RelabelRule { TargetLabel = "__name__", Replacement = "a.b" },
                    new RelabelRule { Action = RelabelAction.LabelMap, Pattern = Pattern("y"), Replacement = "z" },
                    new RelabelRule { Action = RelabelAction.LabelDrop, Pattern = Pattern("y|z") },
                    new RelabelRule { TargetLabel = "t", Replacement = "1" },
                    new RelabelRule { Action = RelabelAction.LabelMap, Pattern = Pattern("(t)"), Replacement = "x.1" },
                    new RelabelRule { Action = RelabelAction.LabelDrop, Pattern = Pattern("t") },
                ],
            },
            ExpositionFormat.Text100));

    [Theory]
    [InlineData("is_$1", "")]
    [InlineData("is.$1", ",\"is./x\"=\"yes\"")]
    [InlineData("my.label", ",\"my.label\"=\"yes\"")]
    public void ALabelMayHaveAnyNameThatTheRuleAsksFor(string target, string added) => Assert.Equal(
        $"# TYPE a untyped\na{{\"http.route\"=\"/x\"{added}}} 1\n",
        Filter(
            "a{\"http.route\"=\"/x\"} 1\n",
            new ExpositionFilter { Rules = [new RelabelRule { SourceLabels = ["http.route"], Pattern = Pattern("(.+)"), TargetLabel = target, Replacement = "yes" }] },
            ExpositionFormat.Text100));

    [Theory]
    [InlineData("a(", "is no regular expression: a parenthesis is opened and never closed")]
    [InlineData("(?=a)", "has a group of a kind that RE2 does not have")]
    [InlineData("(?<!a)b", "has a group of a kind that RE2 does not have")]
    [InlineData("(?>a)", "has a group of a kind that RE2 does not have")]
    [InlineData(@"(a)\1", @"has the escape \1")]
    [InlineData(@"\Z", @"has the escape \Z")]
    [InlineData(@"\é", @"has the escape \é")]
    [InlineData(@"\8", @"has the escape \8")]
    [InlineData(@"\x4", @"has an escape \x without a number that it can be")]
    [InlineData(@"a\Qb", @"has a \Q without its \E")]
    [InlineData("[a", "has a [ without its ]")]
    [InlineData("a\\", "has a \\ at the end")]
    [InlineData("a)", "is no regular expression: a parenthesis is closed that was never opened")]
    [InlineData("*", "is no regular expression: a repetition such as * has nothing before it")]
    [InlineData("a**", "is no regular expression: a repetition such as * stands behind another")]
    [InlineData("a{3,2}", "is no regular expression: the most repetitions are fewer than the least")]
    [InlineData("a{99999999999}", "is no regular expression: a number is too large")]
    [InlineData("[b-a]", "is no regular expression: a range of characters ends before it begins")]
    public void APatternThatPrometheusDoesNotTakeIsRefused(string pattern, string expected)
    {
        Assert.False(Re2Pattern.TryParse(pattern, out _, out var error));
        Assert.Equal(expected, error);
    }

    [Theory]
    [InlineData("a|b", "ab", false)]
    [InlineData("a|b", "b", true)]
    [InlineData("a", "a\n", false)]
    [InlineData("a.b", "a\nb", true)]
    [InlineData(@"\d+", "٣", false)]
    [InlineData(@"\w+", "ä", false)]
    [InlineData("[[:alpha:]_]+", "a_b", true)]
    [InlineData("[a-c-[b]]", "b]", true)]
    [InlineData("(?i)A", "a", true)]
    [InlineData("(?i:A)b", "aB", false)]
    [InlineData(@"\x41\x{42}", "AB", true)]
    [InlineData(@"\101\60\0611", "A011", true)]
    [InlineData(@"my\_metric[\_]", "my_metric_", true)]
    [InlineData(@"\pL\PL", "a1", true)]
    [InlineData("a b#c", "a b#c", true)]
    [InlineData("(?m)a$.^b", "a\nb", true)]
    [InlineData("(?m:a$).^b", "a\nb", false)]
    [InlineData("(?m:a$.)b", "a\nb", true)]
    [InlineData("((?m)a$).(?m-i:^b)$", "a\nb", true)]
    [InlineData("(?m)(?-m)a$.b", "a\nb", false)]
    [InlineData(@"\Qa.b\E.", "a.bc", true)]
    [InlineData("(a*)*b", "aaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaaac", false)]
    public void PatternsMeanWhatTheyMeanInRe2(string pattern, string text, bool expected) => Assert.Equal(expected, Pattern(pattern).IsMatch(text));

    [Fact]
    public void RulesThatPrometheusRefusesAreRefused()
    {
        Assert.Equal("relabel configuration for replace action requires 'target_label' value", new RelabelRule().Check());
        Assert.Null(new RelabelRule { TargetLabel = "a-b" }.Check());
        Assert.Null(new RelabelRule { TargetLabel = "a.$1", SourceLabels = ["http.route"] }.Check());
        Assert.Null(new RelabelRule { Action = RelabelAction.LabelMap, Replacement = "p.$1" }.Check());
        Assert.Equal("\"\" is invalid 'replacement' for labelmap action", new RelabelRule { Action = RelabelAction.LabelMap, Replacement = "" }.Check());
        Assert.Equal("relabel configuration for hashmod requires non-zero modulus", new RelabelRule { Action = RelabelAction.HashMod, TargetLabel = "a" }.Check());
        Assert.Equal("\"\" is not a valid label name", new RelabelRule { SourceLabels = ["1a", ""], TargetLabel = "a" }.Check());
        Assert.Equal("labeldrop action requires only 'regex', and no other fields", new RelabelRule { Action = RelabelAction.LabelDrop, SourceLabels = ["a"] }.Check());
        Assert.Equal("'replacement' can not be set for lowercase action", new RelabelRule { Action = RelabelAction.Lowercase, TargetLabel = "a", Replacement = "x" }.Check());
        Assert.Equal("keepequal action requires only 'source_labels' and `target_label`, and no other fields", new RelabelRule { Action = RelabelAction.KeepEqual, TargetLabel = "a", Separator = "," }.Check());
        Assert.All(Relabelings.All, rules => Assert.All(rules, rule => Assert.Null(rule.Check())));
    }

    [Fact]
    public void RulesGoOverThePagesOfAllProgramsAndLeaveWhatCanBeRead()
    {
        var filtered = new FilteredExposition();
        foreach (var page in Corpus.KnownPages.Payloads())
        {
            var source = new ParsedExposition();
            Assert.Null(ExpositionReader.Read(page, ExpositionFormat.Text004, ReadMode.Tolerant, source));
            foreach (var rules in Relabelings.All)
            {
                Assert.Null(filtered.Apply(source, new ExpositionFilter { Rules = rules }, out var result));
                Assert.InRange(result.SampleCount, 0, source.SampleCount);
            }
        }
    }

    [Fact]
    public void AFilterIsEqualToOneThatSaysTheSame()
    {
        var filter = new ExpositionFilter { Allow = Patterns("a"), Rules = [new RelabelRule { SourceLabels = ["x"], TargetLabel = "y", Pattern = Pattern("z") }] };
        Assert.Equal(filter, new ExpositionFilter { Allow = Patterns("a"), Rules = [new RelabelRule { SourceLabels = ["x"], TargetLabel = "y", Pattern = Pattern("z") }] });
        Assert.NotEqual(filter, new ExpositionFilter { Allow = Patterns("a"), Rules = [new RelabelRule { SourceLabels = ["x"], TargetLabel = "y", Pattern = Pattern("zz") }] });
    }

    private static Re2Pattern Pattern(string text)
    {
        Assert.True(Re2Pattern.TryParse(text, out var pattern, out var error), error);
        return pattern;
    }

    private static Re2Pattern[] Patterns(string text) => text.Length == 0 ? [] : [Pattern(text)];

    private static ParsedExposition Read(string page, ExpositionFormat format = ExpositionFormat.Text004)
    {
        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(page), format, ReadMode.Tolerant, parsed));
        return parsed;
    }

    private static string Filter(string page, ExpositionFilter filter, ExpositionFormat format = ExpositionFormat.Text004)
    {
        Assert.Null(new FilteredExposition().Apply(Read(page, format), filter, out var filtered));
        var unlabeled = new LabeledExposition();
        unlabeled.TakeUnlabeled(filtered);
        var written = new System.Buffers.ArrayBufferWriter<byte>();
        new FamilyMerger().Merge([unlabeled], format).WriteTo(written, format);
        return Encoding.UTF8.GetString(written.WrittenSpan);
    }
}

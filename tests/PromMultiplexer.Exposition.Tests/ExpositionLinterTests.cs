using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;
using PromMultiplexer.Exposition.Tests.RealPrograms;
using PromMultiplexer.RealPrograms.Tests;

namespace PromMultiplexer.Exposition.Tests;

public sealed class ExpositionLinterTests
{
    [Theory]
    [InlineData("# HELP a_seconds A.\n# TYPE a_seconds gauge\na_seconds 1\n")]
    [InlineData("a 1\n", "line 1, column 1: a: no help text")]
    [InlineData("# HELP a A.\n\n# TYPE a counter\na 1\n", "line 1, column 8: a: counter metrics should have \"_total\" suffix")]
    [InlineData("# HELP a_total A.\n# TYPE a_total gauge\na_total 1\n", "line 1, column 8: a_total: non-counter metrics should not have \"_total\" suffix")]
    [InlineData("# HELP a_total A.\na_total 1\n")]
    [InlineData("# HELP a_milliseconds A.\na_milliseconds 1\n", "line 1, column 8: a_milliseconds: use base unit \"seconds\" instead of \"milliseconds\"")]
    [InlineData("# HELP a_thermometers A.\na_thermometers 1\n")]
    [InlineData("# HELP a_ms_b A.\na_ms_b 1\n", "line 1, column 8: a_ms_b: metric names should not contain abbreviated units")]
    [InlineData("# HELP a:b A.\na:b 1\n", "line 1, column 8: a:b: metric names should not contain ':'")]
    [InlineData("# HELP aB A.\naB 1\n", "line 1, column 8: aB: metric names should be written in 'snake_case' not 'camelCase'")]
    [InlineData("# HELP a_gauge A.\na_gauge 1\n", "line 1, column 8: a_gauge: metric name should not include type 'gauge'")]
    [InlineData("# HELP a_bucket A.\n# TYPE a_bucket gauge\na_bucket 1\n", "line 1, column 8: a_bucket: non-histogram metrics should not have \"_bucket\" suffix")]
    [InlineData("# HELP a_count A.\n# TYPE a_count gauge\na_count 1\n", "line 1, column 8: a_count: non-histogram and non-summary metrics should not have \"_count\" suffix")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na 1\na{b=\"c\",le=\"1\"} 1\n", "line 4, column 9: a: non-histogram metrics should not have \"le\" label")]
    [InlineData("# HELP a A.\n# TYPE a gauge\na{quantile=\"1\"} 1\n", "line 3, column 3: a: non-summary metrics should not have \"quantile\" label")]
    [InlineData(
        "# HELP a A.\n# TYPE a gauge\na{bC=\"1\"} 1\na{bC=\"2\",dE=\"1\"} 1\nb 1\n",
        "line 3, column 3: a: label names should be written in 'snake_case' not 'camelCase'",
        "line 5, column 1: b: no help text")]
    public void Finds_what_promtool_finds_and_says_where(string page, params string[] expected) =>
        Assert.Equal(expected, ExpositionLinter.Lint(Pages.Read(page)).Select(finding => finding.ToString()));

    [Fact]
    public void Knows_OpenMetrics_by_the_names_that_text_has()
    {
        var page = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(
            "# TYPE a counter\n# HELP a A.\na_total 1\n# TYPE b gauge\nb 1\n# EOF\n"u8.ToArray(), ExpositionFormat.OpenMetrics100, ReadMode.Tolerant, page));

        Assert.Equal(["line 4, column 8: b: no help text"], ExpositionLinter.Lint(page).Select(finding => finding.ToString()));
    }

    [Fact]
    public void Finds_the_same_in_families()
    {
        var families = Pages.Read("# HELP a A.\n# TYPE a gauge\na{bC=\"1\"} 1\na{bC=\"2\",dE=\"1\"} 1\nb 1\n").ToFamilies();

        Assert.Equal(
            ["line 1, column 1: a: label names should be written in 'snake_case' not 'camelCase'", "line 2, column 1: b: no help text"],
            ExpositionLinter.Lint(families).Select(finding => finding.ToString()));
    }

    [SharedDataTheory("payloads")]
    [InlineData("node_exporter.txt")]
    [InlineData("prometheus.txt")]
    [InlineData("redis_exporter.txt")]
    [InlineData("synthetic_5k.txt")]
    public async Task Agrees_with_promtool_on_real_pages(string file)
    {
        if (InstalledPrometheus.All.Count == 0)
        {
            SharedData.SaySkipped("promtool's findings");
            return;
        }

        var source = await File.ReadAllBytesAsync(SharedData.Find($"payloads/{file}")!);
        var page = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(source, ExpositionFormat.Text004, ReadMode.Tolerant, page));
        foreach (var prometheus in InstalledPrometheus.All)
        {
            var said = (await Promtool.OutputAsync(prometheus.Promtool, source)).Split('\n', StringSplitOptions.RemoveEmptyEntries);
            Assert.Equal(
                said.Distinct().Order(StringComparer.Ordinal),
                ExpositionLinter.Lint(page).Select(finding => $"{finding.Family} {finding.Message}").Order(StringComparer.Ordinal));
        }

        Assert.All(ExpositionLinter.Lint(page), finding => Assert.Contains(finding.Family, Encoding.UTF8.GetString(source).Split('\n')[finding.Line - 1]));
    }
}

using System.Management.Automation;
using System.Text;
using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

/// <summary>ConvertFrom-Metrics and ConvertTo-Metrics.</summary>
public sealed class ConvertMetricsTests : IDisposable
{
    private const string Page = "# HELP jobs_total Jobs.\n# TYPE jobs_total counter\njobs_total{queue=\"a\"} 3\n# TYPE up gauge\nup 1\n";
    private const string OpenMetrics = "# HELP jobs Jobs.\n# TYPE jobs counter\njobs_total{queue=\"a\"} 3.0\n# TYPE up gauge\nup 1.0\n# EOF\n";

    private readonly ModuleSession _session = new();
    private readonly string _folder = Directory.CreateTempSubdirectory().FullName;

    public void Dispose()
    {
        _session.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public void Pages_lines_bytes_and_files_give_the_same_families()
    {
        var path = Write("a.txt", Page);
        string[] scripts =
        [
            "$input | ConvertFrom-Metrics",
            "@($input)[0] -split \"`n\" | ConvertFrom-Metrics",
            "[Text.Encoding]::UTF8.GetBytes(@($input)[0]) | ConvertFrom-Metrics",
            ", [Text.Encoding]::UTF8.GetBytes(@($input)[0]) | ConvertFrom-Metrics",
            "ConvertFrom-Metrics -InputObject @($input)[0]",
            $"[IO.FileInfo]'{path}' | ConvertFrom-Metrics",
            $"ConvertFrom-Metrics '{_folder}/*.txt'",
            $"ConvertFrom-Metrics -LiteralPath '{path}'",
        ];

        Assert.All(scripts, script => Assert.Equal(["jobs_total", "up"], _session.Run($"({script}).Name", Page).Text));
    }

    [Fact]
    public void Texts_of_several_lines_are_a_page_each() =>
        Assert.Equal(["up", "up"], _session.Run("($input | ConvertFrom-Metrics).Name", "up 1\n", "up 2\n").Text);

    [Fact]
    public void Families_pass_through() => Assert.Equal(["up"], _session.Run("('up 1' | ConvertFrom-Metrics | ConvertFrom-Metrics).Name").Text);

    [Fact]
    public void The_file_is_noted_on_each_family()
    {
        var path = Write("a.prom", Page);

        Assert.Equal([path, path], _session.Run($"(ConvertFrom-Metrics '{path}').Path").Text);
    }

    [Theory]
    [InlineData("Text", Page)]
    [InlineData("Text100", Page)]
    [InlineData("PrometheusText0.0.4", Page)]
    [InlineData("OpenMetrics", OpenMetrics)]
    [InlineData("'application/openmetrics-text; version=1.0.0'", OpenMetrics)]
    [InlineData("ProtobufCompactText", "name:\"jobs_total\" help:\"Jobs.\" type:COUNTER metric:{label:{name:\"queue\" value:\"a\"} counter:{value:3}}\nname:\"up\" type:GAUGE metric:{gauge:{value:1}}\n")]
    public void Families_are_written_in_any_format(string format, string expected) =>
        Assert.Equal(expected, _session.Run($"$input | ConvertTo-Metrics {format}", Page).Single.BaseObject);

    [Theory]
    [InlineData("OpenMetrics")]
    [InlineData("Protobuf")]
    [InlineData("Text")]
    public void What_was_written_is_read_again(string format) =>
        Assert.Equal(Page, _session.Run($"$input | ConvertTo-Metrics {format} | ConvertFrom-Metrics | ConvertTo-Metrics", Page).Single.BaseObject);

    [Fact]
    public void Protobuf_is_bytes() => Assert.IsType<byte[]>(_session.Run("$input | ConvertTo-Metrics PrometheusProto", Page).Single.BaseObject);

    [Fact]
    public void Names_in_quotes_are_escaped_as_asked()
    {
        const string Quoted = "{\"http.requests\"} 1\n";

        Assert.Equal("# TYPE http_requests untyped\nhttp_requests 1\n", _session.Run("$input | ConvertTo-Metrics Text", Quoted).Single.BaseObject);
        Assert.Equal("# TYPE http_dot_requests untyped\nhttp_dot_requests 1\n", _session.Run("$input | ConvertTo-Metrics Text -Escaping Dots", Quoted).Single.BaseObject);
        Assert.Equal("# TYPE \"http.requests\" untyped\n{\"http.requests\"} 1\n", _session.Run("$input | ConvertTo-Metrics Text100", Quoted).Single.BaseObject);
    }

    [Fact]
    public void Nothing_in_is_nothing_out() => Assert.Empty(_session.Run("@() | ConvertFrom-Metrics | ConvertTo-Metrics").Text);

    [Fact]
    public void The_format_can_be_told()
    {
        var path = Write("a.txt", "up 1\n");

        _session.Run($"ConvertFrom-Metrics '{path}' -Format Text").ThrowIfFailed();
        Assert.StartsWith("PageRefused,", _session.Run($"ConvertFrom-Metrics '{path}' -Format OpenMetrics").Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void The_name_of_a_file_tells_its_format()
    {
        var error = _session.Run($"ConvertFrom-Metrics '{Write("a.om", "up 1\n")}'").Error;

        Assert.StartsWith("PageRefused,", error.FullyQualifiedErrorId);
        Assert.StartsWith($"The page of {Path.Combine(_folder, "a.om")} was refused: line 2, column 1: ", error.ToString());
    }

    [Fact]
    public void One_bad_page_does_not_keep_the_others_back()
    {
        Write("1.prom", "a 1\n");
        Write("2.prom", "b{\n");
        Write("3.prom", "c 1\n");
        var result = _session.Run($"ConvertFrom-Metrics '{_folder}/*.prom', '{_folder}/4.prom'");

        Assert.Equal(["a", "c"], result.Output.Select(family => family.Properties["Name"].Value));
        Assert.Equal(["PageRefused", "FileNotReadable"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
        Assert.Equal(ErrorCategory.ObjectNotFound, result.Errors[1].CategoryInfo.Category);
        Assert.All(result.Errors, error => Assert.NotEmpty(error.ErrorDetails.RecommendedAction));
    }

    [Fact]
    public void A_format_for_people_is_not_read()
    {
        var error = _session.Run("'up 1' | ConvertFrom-Metrics -Format ProtobufText").Error;

        Assert.StartsWith("FormatNotReadable,", error.FullyQualifiedErrorId);
        Assert.Equal("ProtobufText is a format for people, which cannot be read.", error.ToString());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_format_that_is_none_is_refused_with_those_there_are() =>
        Assert.Contains("OpenMetrics100", _session.Run("'up 1' | ConvertTo-Metrics Jason").Error.ToString());

    [Fact]
    public void What_is_no_metrics_is_an_error_and_the_rest_goes_on()
    {
        var result = _session.Run("@{ a = 1 }, 'up 1' | ConvertFrom-Metrics");

        Assert.Equal("up", Assert.Single(result.Output).Properties["Name"].Value);
        Assert.StartsWith("InputNotMetrics,", result.Error.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("ConvertFrom-Metrics")]
    [InlineData("ConvertTo-Metrics")]
    [InlineData("ConvertTo-LabeledMetrics -ContainerName web", "container 'web'")]
    [InlineData("Merge-Metrics")]
    [InlineData("Measure-Metrics")]
    [InlineData("Select-MetricSample")]
    [InlineData("Compare-Metrics 'a 1'")]
    public void What_is_dropped_is_a_warning(string command, string source = "the input")
    {
        var one = _session.Run($"$input | {command}", "a 1\nx{c=\"1\",c=\"2\"} 1\n");
        var two = _session.Run($"$input | {command}", "a 1\nx{c=\"1\",c=\"2\"} 1\nx{__name__=\"y\"} 1\n");

        one.ThrowIfFailed();
        Assert.Equal(
            [$"1 sample of {source} was dropped: line 2, column 9: the same label twice, near \"c=\"2\"}} 1\". Prometheus refuses the whole page for it."],
            one.Warnings);
        Assert.Equal(
            [$"2 samples of {source} were dropped, the first for this: line 2, column 9: the same label twice, near \"c=\"2\"}} 1\". Prometheus refuses the whole page for them."],
            two.Warnings);
    }

    [Fact]
    public void A_copy_of_a_family_from_another_session_is_said_to_be_one()
    {
        var error = _session.Run("""
            $copy = [Management.Automation.PSSerializer]::Deserialize([Management.Automation.PSSerializer]::Serialize(('up 1' | ConvertFrom-Metrics)))
            $copy | ConvertTo-Metrics
            """).Error;

        Assert.Equal("InputNotMetrics,PromMultiplexer.Commands.ConvertToMetricsCommand", error.FullyQualifiedErrorId);
        Assert.Equal("What was piped in is a copy of a MetricFamily from another session or a file, and no longer the thing itself.", error.ToString());
        Assert.Contains("Invoke-MetricsScrape -Raw", error.ErrorDetails.RecommendedAction);
        Assert.Equal("up", PSObject.AsPSObject(error.TargetObject).Properties["Name"].Value);
    }

    [Fact]
    public void Strict_refuses_what_Prometheus_accepts() =>
        Assert.StartsWith("PageRefused,", _session.Run("'a 1', 'a 1' | ConvertFrom-Metrics -Strict").Error.FullyQualifiedErrorId);

    private string Write(string name, string page)
    {
        var path = Path.Combine(_folder, name);
        File.WriteAllText(path, page, new UTF8Encoding(false));
        return path;
    }
}

using System.Management.Automation;
using System.Text;
using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

/// <summary>ConvertFrom-Metrics and ConvertTo-Metrics.</summary>
public sealed class ConvertMetricsTests : IDisposable
{
    private const string Page = "# HELP jobs_total Jobs.\n# TYPE jobs_total counter\njobs_total{queue=\"a\"} 3\n# TYPE up gauge\nup 1\n";
    private const string OpenMetrics = "# HELP jobs Jobs.\n# TYPE jobs counter\njobs_total{queue=\"a\"} 3.0\n# TYPE up gauge\nup 1.0\n# EOF";

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
    public void Lines_of_another_file_are_another_page()
    {
        // As Get-Content does.
        const string Note = """
            filter Note($File, $Line) {
                $_.psobject.Properties.Add([psnoteproperty]::new('PSPath', "Microsoft.PowerShell.Core\FileSystem::$File"))
                $_.psobject.Properties.Add([psnoteproperty]::new('ReadCount', [long] $Line))
                $_
            }
            """;
        const string Lines = "'# TYPE a gauge' | Note one 1; 'a 1' | Note one 2; 'a 2' | Note two 1; 'a 3' | Note two 1; 'a{b=\"c\"} 4'";

        Assert.Equal(
            ["one a (Gauge, 1)", "two a (Untyped, 1)", "two a (Untyped, 2)"],
            _session.Run($"{Note}; & {{ {Lines} }} | ConvertFrom-Metrics | ForEach-Object {{ \"$($_.Path) $_\" }}").Text);
    }

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
    public void OpenMetrics_bears_the_line_feed_that_a_file_gets() => Assert.Equal(
        "True True",
        _session.Run("$page = $input | ConvertTo-Metrics OpenMetrics; \"$($page, \"$page`n\" | ForEach-Object { $_ | Test-Metrics -Strict -Quiet })\"", "# HELP up Up.\n# TYPE up gauge\nup 1\n").Single.BaseObject);

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

    [Theory]
    [InlineData("\"# EOF`n\" | ConvertTo-Metrics OpenMetrics")]
    [InlineData("@() | ConvertTo-Metrics OpenMetrics")]
    public void No_families_are_an_empty_page_where_the_format_has_one(string script) =>
        Assert.Equal(["# EOF\n"], _session.Run(script).Text);

    [Fact]
    public void A_page_that_is_refused_is_no_empty_page()
    {
        var result = _session.Run("'a{' | ConvertTo-Metrics OpenMetrics");

        Assert.Empty(result.Output);
        Assert.StartsWith("PageRefused,", result.Error.FullyQualifiedErrorId);
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

    public static TheoryData<string, string, ErrorCategory, string> Paths => new()
    {
        { "-Path '{0}/*.nope'", "FileNotFound", ErrorCategory.ObjectNotFound, "There is no file that {0}/*.nope stands for." },
        { "-Path '{0}/a[.txt'", "FileNotFound", ErrorCategory.ObjectNotFound, "There is no file that {0}/a[.txt stands for." },
        { "-Path 'nodrive:/x'", "FileNotReadable", ErrorCategory.ObjectNotFound, "nodrive:/x cannot be read: Cannot find drive. A drive with the name 'nodrive' does not exist." },
        { "-LiteralPath 'nodrive:/x'", "FileNotReadable", ErrorCategory.ObjectNotFound, "nodrive:/x cannot be read: Cannot find drive. A drive with the name 'nodrive' does not exist." },
        { "-LiteralPath 'Env:PATH'", "PathNotFile", ErrorCategory.InvalidArgument, "Env:PATH is no file, but an item of the provider Environment." },
        { "-Path 'Env:PATH'", "PathNotFile", ErrorCategory.InvalidArgument, "Env:PATH is no file, but an item of the provider Environment." },
        { "-Path '{0}'", "PathIsFolder", ErrorCategory.InvalidArgument, "{0} is a folder, and no page." },
        { "-LiteralPath '{0}'", "PathIsFolder", ErrorCategory.InvalidArgument, "{0} is a folder, and no page." },
        { "-InputObject ([IO.DirectoryInfo]'{0}')", "PathIsFolder", ErrorCategory.InvalidArgument, "{0} is a folder, and no page." },
    };

    [Theory]
    [MemberData(nameof(Paths))]
    public void A_path_that_leads_to_no_page_is_an_error(string parameter, string id, ErrorCategory category, string message)
    {
        var error = _session.Run($"ConvertFrom-Metrics {string.Format(parameter, _folder)}").Error;

        Assert.Equal($"{id},PromMultiplexer.Commands.ConvertFromMetricsCommand", error.FullyQualifiedErrorId);
        Assert.Equal(category, error.CategoryInfo.Category);
        Assert.Equal(string.Format(message, _folder), error.ToString());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_file_that_is_locked_is_there_and_cannot_be_read()
    {
        Write("a.prom", "a 1\n");
        using var locked = new FileStream(Path.Combine(_folder, "a.prom"), FileMode.Open, FileAccess.ReadWrite, FileShare.None);
        var errors = _session.Run($"ConvertFrom-Metrics '{_folder}/a.prom'; [IO.FileInfo]'{_folder}/a.prom' | ConvertFrom-Metrics").Errors;

        Assert.Equal(2, errors.Count);
        Assert.All(errors, error => Assert.StartsWith("FileNotReadable,", error.FullyQualifiedErrorId));
        Assert.All(errors, error => Assert.Equal(ErrorCategory.ReadError, error.CategoryInfo.Category));
    }

    [Theory]
    [InlineData("-LiteralPath 'nodrive:/x', \"a`0b\", Env:PATH, '{0}', '{0}/a.txt'")]
    [InlineData("-Path 'nodrive:/x', \"a`0b\", Env:PATH, '{0}', '{0}/a.txt'")]
    public void Bad_paths_do_not_keep_a_good_one_back(string paths)
    {
        Write("a.txt", "a 1\n");
        var result = _session.Run($"ConvertFrom-Metrics {string.Format(paths, _folder)}");

        Assert.Equal("a", Assert.Single(result.Output).Properties["Name"].Value);
        Assert.Equal(["FileNotReadable", "FileNotReadable", "PathNotFile", "PathIsFolder"], result.Errors.Select(error => error.FullyQualifiedErrorId.Split(',')[0]));
    }

    [Fact]
    public void A_null_in_a_list_is_an_error_and_the_rest_goes_on()
    {
        var result = _session.Run("ConvertFrom-Metrics -InputObject @($null, 'a 1')");

        Assert.Equal("a", Assert.Single(result.Output).Properties["Name"].Value);
        Assert.StartsWith("InputNotMetrics,", result.Error.FullyQualifiedErrorId);
        Assert.Equal("A null is neither the text of a page nor a MetricFamily.", result.Error.ToString());
    }

    [Theory]
    [InlineData("@{ Help = 'Help.' }", "A family is incomplete: it has no Name.")]
    [InlineData("@{ Name = 'a'; Metrics = $null }", "The family a is incomplete: its Metrics are null.")]
    [InlineData("@{ Name = 'a'; Metrics = [PromMultiplexer.Exposition.Metric[]]@($null) }", "The family a is incomplete: one of its Metrics is null.")]
    [InlineData("@{ Name = 'a'; Metrics = [PromMultiplexer.Exposition.Metric[]]@(@{ Labels = $null }) }", "The family a is incomplete: the Labels of a metric are null.")]
    [InlineData("@{ Name = 'a'; Metrics = [PromMultiplexer.Exposition.Metric[]]@(@{ Labels = [PromMultiplexer.Exposition.LabelPair[]]@([PromMultiplexer.Exposition.LabelPair]::new('b', [NullString]::Value)) }) }", "The family a is incomplete: a label of a metric has no Name or no Value.")]
    [InlineData("@{ Name = 'a'; Metrics = [PromMultiplexer.Exposition.Metric[]]@(@{ Histogram = @{ Buckets = [PromMultiplexer.Exposition.Bucket[]]@(@{ Exemplar = @{ Labels = $null } }) } }) }", "The family a is incomplete: the Labels of an exemplar are null.")]
    [InlineData("@{ Name = 'a'; Metrics = [PromMultiplexer.Exposition.Metric[]]@(@{ Histogram = @{ Native = @{ PositiveSpans = $null } } }) }", "The family a is incomplete: a list of native buckets is null.")]
    [InlineData("@{ Name = 'a'; Type = 'Histogram'; Metrics = [PromMultiplexer.Exposition.Metric[]]@(@{ Histogram = @{ Buckets = $null } }) }", "The family a is incomplete: the Buckets of a histogram are null, or one of them is.")]
    [InlineData("@{ Name = 'a'; Type = 'Counter'; Metrics = [PromMultiplexer.Exposition.Metric[]]@(@{ Counter = @{ Exemplar = @{ Labels = $null } } }) }", "The family a is incomplete: the Labels of an exemplar are null.")]
    public void A_family_that_a_script_has_not_made_to_its_end_is_an_error(string family, string message)
    {
        foreach (var command in new[] { "ConvertFrom-Metrics", "ConvertTo-Metrics", "Merge-Metrics", "Measure-Metrics", "Select-MetricSample", "ConvertTo-LabeledMetrics web" })
        {
            var error = _session.Run($"[PromMultiplexer.Exposition.MetricFamily]{family} | {command}").Error;

            Assert.StartsWith("FamilyIncomplete,", error.FullyQualifiedErrorId);
            Assert.Equal(ErrorCategory.InvalidData, error.CategoryInfo.Category);
            Assert.Equal(message, error.ToString());
            Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
        }
    }

    [Fact]
    public void A_family_that_was_read_is_whole_also_without_a_name_or_metrics() =>
        _session.Run(", @($input)[0] | ConvertFrom-Metrics -Format Protobuf | ConvertTo-Metrics", new byte[] { 0x02, 0x18, 0x01 }).ThrowIfFailed();

    [Fact]
    public void A_family_that_a_script_has_made_is_one() => Assert.Equal(
        "# TYPE up gauge\nup 1\n",
        _session.Run("[PromMultiplexer.Exposition.MetricFamily]@{ Name = 'up'; Type = 'Gauge'; Metrics = [PromMultiplexer.Exposition.Metric[]]@(@{ Gauge = @{ Value = 1 } }) } | ConvertTo-Metrics").Single.BaseObject);

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

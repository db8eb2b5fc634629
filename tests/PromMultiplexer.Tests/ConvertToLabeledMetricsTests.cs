using System.Management.Automation;
using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class ConvertToLabeledMetricsTests : IDisposable
{
    private const string Page = """
        # HELP http_requests_total Requests.
        # TYPE http_requests_total counter
        http_requests_total{code="200"} 1027
        http_requests_total{code="404"} 3 1395066363000
        # TYPE latency_seconds histogram
        latency_seconds_bucket{le="0.1"} 2
        latency_seconds_bucket{le="+Inf"} 3
        latency_seconds_sum 0.250
        latency_seconds_count 3
        up 1

        """;

    private const string Labeled = """
        # HELP http_requests_total Requests.
        # TYPE http_requests_total counter
        http_requests_total{code="200",container="web"} 1027
        http_requests_total{code="404",container="web"} 3 1395066363000
        # TYPE latency_seconds histogram
        latency_seconds_bucket{container="web",le="0.1"} 2
        latency_seconds_bucket{container="web",le="+Inf"} 3
        latency_seconds_sum{container="web"} 0.250
        latency_seconds_count{container="web"} 3
        # TYPE up untyped
        up{container="web"} 1

        """;

    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void A_page_from_the_pipeline_is_labeled_as_a_whole() =>
        Assert.Equal(Labeled, _session.Run("$input | ConvertTo-LabeledMetrics -ContainerName web", Page).Single.BaseObject);

    [Fact]
    public void A_page_is_also_taken_line_by_line() =>
        Assert.Equal(Labeled, _session.Run("$input | ConvertTo-LabeledMetrics -ContainerName web", Page.Split('\n')).Single.BaseObject);

    [Fact]
    public void A_page_is_also_taken_as_an_argument() =>
        Assert.Equal(Labeled, _session.Run("ConvertTo-LabeledMetrics -ContainerName web -InputObject @($input)", Page).Single.BaseObject);

    [Fact]
    public void The_label_can_have_another_name() =>
        Assert.Equal(
            "# TYPE up untyped\nup{pod=\"a\\\"b\"} 1\n",
            _session.Run("'up 1' | ConvertTo-LabeledMetrics -ContainerLabel pod -ContainerName 'a\"b'").Single.BaseObject);

    [Fact]
    public void OpenMetrics_stays_OpenMetrics() =>
        Assert.Equal(
            "# TYPE jobs counter\njobs_total{container=\"web\"} 3 # {trace_id=\"a\"} 1\n# EOF",
            _session.Run("$input | ConvertTo-LabeledMetrics -ContainerName web", "# TYPE jobs counter", "jobs_total 3 # {trace_id=\"a\"} 1", "# EOF").Single.BaseObject);

    [Fact]
    public void Empty_pages_of_OpenMetrics_stay_a_page_each() =>
        Assert.Equal(["# EOF\n", "# EOF\n"], _session.Run("$input | ConvertTo-LabeledMetrics web | ConvertTo-LabeledMetrics node -ContainerLabel host", "# EOF\n", "# EOF\n").Text);

    [Fact]
    public void Names_in_quotes_stay_as_they_are_on_the_way_through_objects() => Assert.Equal(
        "# TYPE \"http.requests\" gauge\n{\"http.requests\",\"http.method\"=\"GET\",container=\"web\",pod=\"p\"} 1\n",
        _session.Run(
            "$input | ConvertTo-LabeledMetrics -ContainerName web -AsObject | ConvertTo-LabeledMetrics -ContainerLabel pod -ContainerName p",
            "# TYPE \"http.requests\" gauge",
            "{\"http.requests\",\"http.method\"=\"GET\"} 1").Single.BaseObject);

    [Fact]
    public void Nothing_in_is_nothing_out() => Assert.Empty(_session.Run("@() | ConvertTo-LabeledMetrics -ContainerName web").Text);

    [Theory]
    [InlineData("Rename", "up{exported_container=\"x\",container=\"web\"} 1")]
    [InlineData("Honor", "up{container=\"x\"} 1")]
    [InlineData("Override", "up{container=\"web\"} 1")]
    public void A_label_that_is_there_already_is_treated_as_asked(string answer, string line) =>
        Assert.Equal(
            $"# TYPE up untyped\n{line}\n",
            _session.Run($"'up{{container=\"x\"}} 1' | ConvertTo-LabeledMetrics -ContainerName web -OnLabelCollision {answer}").Single.BaseObject);

    [Theory]
    [InlineData("")]
    [InlineData("-AsObject")]
    public void A_label_that_is_there_already_can_refuse_the_page(string output)
    {
        var result = _session.Run($"'up{{container=\"x\"}} 1' | ConvertTo-LabeledMetrics -ContainerName web -OnLabelCollision Fail {output}");

        Assert.Empty(result.Output);
        Assert.Equal("LabelCollision,PromMultiplexer.Commands.ConvertToLabeledMetricsCommand", result.Error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ResourceExists, result.Error.CategoryInfo.Category);
        Assert.Equal("web", result.Error.TargetObject);
        Assert.Equal("Choose another -ContainerLabel, or another answer with -OnLabelCollision.", result.Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void Families_can_be_asked_for()
    {
        var families = _session.Run("$input | ConvertTo-LabeledMetrics -ContainerName web -AsObject", Page);

        families.ThrowIfFailed();
        Assert.All(families.Output, family => Assert.Equal("PromMultiplexer.Exposition.MetricFamily", family.TypeNames[0]));
        Assert.Equal(["http_requests_total", "latency_seconds", "up"], families.Output.Select(family => family.Properties["Name"].Value));
        Assert.Equal(
            ["code=\"200\"", "container=\"web\""],
            _session.Run("@($input)[0].Metrics[0].Labels", families.Output[0]).Text);
    }

    [Fact]
    public void Families_are_labeled_too()
    {
        const string Script = "$input | ConvertTo-LabeledMetrics -ContainerName inner -ContainerLabel pod -AsObject | ConvertTo-LabeledMetrics -ContainerName web";

        Assert.Equal(
            "# TYPE up untyped\nup{pod=\"inner\",container=\"web\"} 1\n",
            _session.Run(Script, "up 1").Single.BaseObject);
    }

    [Fact]
    public void A_bad_page_is_an_error_with_line_and_column()
    {
        var result = _session.Run("'up 1', 'up{ 2' | ConvertTo-LabeledMetrics -ContainerName web");

        Assert.Empty(result.Output);
        Assert.Equal("PageRefused,PromMultiplexer.Commands.ConvertToLabeledMetricsCommand", result.Error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidData, result.Error.CategoryInfo.Category);
        Assert.Equal("web", result.Error.TargetObject);
        Assert.StartsWith("The page of container 'web' was refused: line 2, column ", result.Error.ToString());
        Assert.Equal("Correct the line: Prometheus would refuse the page as well.", result.Error.ErrorDetails.RecommendedAction);
        Assert.Equal(2, _session.Run("@($input)[0].Exception.Line", result.Error).Single.BaseObject);
    }

    [Fact]
    public void Strict_refuses_what_Prometheus_accepts()
    {
        const string Page = "# TYPE a counter\na 1\n# TYPE a counter\na{b=\"c\"} 2\n";

        _session.Run("$input | ConvertTo-LabeledMetrics -ContainerName web", Page).ThrowIfFailed();
        var error = _session.Run("$input | ConvertTo-LabeledMetrics -ContainerName web -Strict", Page).Error;
        Assert.StartsWith("PageRefused,", error.FullyQualifiedErrorId);
        Assert.Equal("Correct the line, or leave out -Strict to accept all that Prometheus accepts.", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void What_is_neither_text_nor_a_family_is_refused_and_the_rest_goes_on()
    {
        var result = _session.Run("42, 'up 1' | ConvertTo-LabeledMetrics -ContainerName web");

        Assert.Equal("# TYPE up untyped\nup{container=\"web\"} 1\n", Assert.Single(result.Output).BaseObject);
        Assert.Equal("InputNotMetrics,PromMultiplexer.Commands.ConvertToLabeledMetricsCommand", result.Error.FullyQualifiedErrorId);
        Assert.Equal("An object of type System.Int32 is neither the text of a page nor a MetricFamily.", result.Error.ToString());
        Assert.Equal(ErrorCategory.InvalidType, result.Error.CategoryInfo.Category);
        Assert.Equal(42, result.Error.TargetObject);
    }

    [Theory]
    [InlineData("le")]
    [InlineData("__name__")]
    [InlineData("a-b")]
    public void A_label_name_that_cannot_be_is_refused(string name)
    {
        var result = _session.Run($"'up 1' | ConvertTo-LabeledMetrics -ContainerName web -ContainerLabel {name}");

        Assert.Empty(result.Output);
        Assert.Equal(ErrorCategory.InvalidArgument, result.Error.CategoryInfo.Category);
        Assert.Equal(name, result.Error.TargetObject);
        Assert.StartsWith($"-ContainerLabel: \"{name}\" is ", result.Error.ToString());
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
    }
}

using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class MergeMetricsTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void Families_of_one_name_become_one() => Assert.Equal(
        "# HELP a A.\n# TYPE a counter\na{x=\"1\"} 1\na{x=\"2\"} 2\n# TYPE b untyped\nb 3\n",
        _session.Run("$input | Merge-Metrics | ConvertTo-Metrics", "a{x=\"1\"} 1\nb 3\n", "# HELP a A.\n# TYPE a counter\na{x=\"2\"} 2\n").Single.BaseObject);

    [Fact]
    public void What_is_not_agreed_on_is_a_warning()
    {
        var result = _session.Run("$input | Merge-Metrics", "# HELP a One.\n# TYPE a counter\na 1\n", "# HELP a Two.\n# TYPE a gauge\na 2\n");

        Assert.Equal("a (Untyped, 2)", Assert.Single(result.Output).ToString());
        Assert.Equal(
            ["a: the sources disagree on the type: Counter and Gauge; every sample is kept, untyped.", "a: the sources disagree on the help; the first is taken."],
            result.Warnings);
    }

    [Fact]
    public void It_is_said_whose_they_are()
    {
        using var one = new MetricsTarget("# TYPE a counter\na 1\n");
        using var two = new MetricsTarget("# TYPE a gauge\na 2\n");
        var warning = Assert.Single(_session.Run($"Invoke-MetricsScrape one:{one.Port}, two:{two.Port} | Merge-Metrics").Warnings);

        Assert.Equal(
            $"a: the sources of http://localhost:{one.Port}/metrics and http://localhost:{two.Port}/metrics disagree on the type: Counter and Gauge; every sample is kept, untyped.",
            warning);
    }

    [Fact]
    public void By_hand_it_is_what_the_multiplexer_does()
    {
        using var web = new MetricsTarget("# HELP a A.\n# TYPE a counter\na{x=\"y\"} 1\n");
        using var db = new MetricsTarget("# TYPE a counter\na 2\n# TYPE b summary\nb{quantile=\"0.5\"} 1\nb_sum 2\nb_count 3\n");
        var page = _session.Run($"Invoke-MetricsScrape @{{ web = {web.Port}; db = {db.Port} }} | ConvertTo-LabeledMetrics -AsObject | Merge-Metrics | ConvertTo-Metrics");

        Assert.Equal(
            """
            # HELP a A.
            # TYPE a counter
            a{container="db"} 2
            a{x="y",container="web"} 1
            # TYPE b summary
            b{container="db",quantile="0.5"} 1
            b_sum{container="db"} 2
            b_count{container="db"} 3

            """,
            page.Single.BaseObject);
    }
}

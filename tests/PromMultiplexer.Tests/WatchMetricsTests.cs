using System.Management.Automation;
using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class WatchMetricsTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void The_rows_are_objects()
    {
        using var target = MetricsTarget.Changing(
            "# TYPE c counter\nc 1\n# TYPE g gauge\ng 5\n", "# TYPE c counter\nc 3\n# TYPE g gauge\ng 4\n", "# TYPE c counter\nc 3\n# TYPE g gauge\ng 6\n");
        var rows = _session.Run($"Watch-Metrics web:{target.Port} -Count 3 -IntervalSec 0.01 | ForEach-Object {{ $_ }}").Output;

        Assert.Equal(["c 1", "g 5", "c 3", "g 4", "c 3", "g 6"], rows.Select(row => row.ToString()));
        Assert.Null(rows[0].Properties["Rate"].Value);
        Assert.True((double)rows[2].Properties["Rate"].Value > 0);
        Assert.Equal(0.0, rows[4].Properties["Rate"].Value);
        Assert.Null(rows[5].Properties["Rate"].Value);
        Assert.Equal("▅▁█", rows[5].Properties["Trend"].Value);
        Assert.Equal("█▁", rows[4].Properties["Trend"].Value);
    }

    [Fact]
    public void A_selector_and_names_choose()
    {
        using var target = new MetricsTarget("a{x=\"1\"} 1\na{x=\"2\"} 1\nb 1\n");

        Assert.Equal(["a{x=\"2\"} 1"], _session.Run($"Watch-Metrics web:{target.Port} 'a{{x!=\"1\"}}' -Count 1").Text);
        Assert.Equal(["b 1"], _session.Run($"Watch-Metrics web:{target.Port} -Name b* -Count 1").Text);
    }

    [Fact]
    public void What_does_not_move_can_be_left_out()
    {
        using var target = MetricsTarget.Changing("a 1\nb 1\n", "a 1\nb 2\n");

        Assert.Equal(["b 2"], _session.Run($"Watch-Metrics web:{target.Port} -Count 2 -IntervalSec 0.01 -ChangedOnly").Text);
    }

    [Fact]
    public void The_rows_say_which_target_they_are_of()
    {
        using var target = new MetricsTarget("a 1\n");
        var rows = _session.Run($"Watch-Metrics shop:{target.Port}, cache:{target.Port}, http://localhost:{target.Port}/metrics -Count 1").Output;

        Assert.Equal(["shop", "cache", null], rows.Select(row => row.Properties["Container"].Value));
        Assert.All(rows, row => Assert.Equal(new Uri($"http://localhost:{target.Port}/metrics"), row.Properties["Url"].Value));
    }

    [Fact]
    public void What_is_dropped_is_a_warning_once_for_each_target()
    {
        using var sloppy = new MetricsTarget("a 1\nx{c=\"1\",c=\"2\"} 1\n");
        var result = _session.Run($"Watch-Metrics shop:{sloppy.Port}, cache:{sloppy.Port} -Count 3 -IntervalSec 0.01");

        Assert.Equal(6, result.Output.Count);
        Assert.Equal(2, result.Warnings.Count);
        Assert.All(result.Warnings, warning => Assert.StartsWith($"1 sample of http://localhost:{sloppy.Port}/metrics was dropped: line 2, column 9: ", warning));
    }

    [Fact]
    public void Targets_with_the_same_URL_have_a_history_each()
    {
        using var target = new MetricsTarget("# TYPE a counter\na 1\n");

        Assert.All(
            _session.Run($"Watch-Metrics shop:{target.Port}, cache:{target.Port} -Count 1").Output,
            row => Assert.Null(row.Properties["Rate"].Value));
    }

    [Fact]
    public void A_target_that_is_named_twice_is_watched_once()
    {
        using var target = new MetricsTarget("# TYPE a counter\na 1\n");
        var rows = _session.Run($"Watch-Metrics shop:{target.Port}, shop:{target.Port} -Count 2 -IntervalSec 0.01").Output;

        Assert.Equal([null, 0.0], rows.Select(row => row.Properties["Rate"].Value));
    }

    [Fact]
    public void A_header_that_cannot_be_sent_ends_the_pipeline() => Assert.Equal(
        "HeaderInvalid,PromMultiplexer.Commands.WatchMetricsCommand",
        _session.Run("Watch-Metrics web:1 -Count 1 -Header @{ 'Content-Type' = 'text/plain' }").Error.FullyQualifiedErrorId);

    [Fact]
    public void A_target_that_fails_is_an_error_once_and_the_others_go_on()
    {
        using var target = new MetricsTarget("a 1\n");
        var result = _session.Run($"Watch-Metrics gone:{MetricsTarget.FreePort()}, web:{target.Port} -Count 2 -IntervalSec 0.01");

        Assert.Equal(["a 1", "a 1"], result.Output.Select(row => row.ToString()));
        Assert.Equal("ScrapeRefused,PromMultiplexer.Commands.WatchMetricsCommand", result.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void A_failure_is_an_error_again_when_it_is_another_and_when_the_target_has_answered_meanwhile()
    {
        using var target = MetricsTarget.Changing("a{\n", "a{\n", "a b\n", "a 1\n", "a b\n");
        var result = _session.Run($"Watch-Metrics web:{target.Port} -Count 5 -IntervalSec 0.01");

        Assert.Equal("a 1", Assert.Single(result.Output).ToString());
        Assert.Equal(3, result.Errors.Count);
    }

    [Theory]
    [InlineData(0)]
    [InlineData(3600)]
    public async Task Ctrl_C_ends_it_at_once(int hangingSeconds)
    {
        using var target = hangingSeconds > 0 ? MetricsTarget.Hanging() : new MetricsTarget("a 1\n");
        using var watching = _session.Begin($"Watch-Metrics web:{target.Port} -TimeoutSec 3600 -IntervalSec 3600");
        await target.Requested;

        Assert.InRange(await watching.StopAsync(), TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.Equal(PSInvocationState.Stopped, await watching.EndAsync());
    }
}

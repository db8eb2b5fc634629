using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class CompareMetricsTests : IDisposable
{
    private const string Before = "# TYPE c counter\nc{x=\"1\",y=\"2\"} 10\nc{x=\"reset\"} 10\n# TYPE g gauge\ng 5\nnan NaN\nold 1\nsame 1\n";
    private const string After = "# TYPE c counter\nc{y=\"2\",x=\"1\"} 30\nc{x=\"reset\"} 4\n# TYPE g gauge\ng 3\nnan NaN\nnew 1\nsame 1\n";
    private const string Spell = "ForEach-Object { \"$($_.Change) $($_.Series) $($_.Before) $($_.After) $($_.Delta) $($_.Rate)\" }";

    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Fact]
    public void What_became_of_each_series_is_told() => Assert.Equal(
        ["Changed c{y=\"2\",x=\"1\"} 10 30 20 2", "Reset c{x=\"reset\"} 10 4 4 0.4", "Changed g 5 3 -2 ", "New new  1  ", "Gone old 1   "],
        _session.Run($"$p = @($input); $p[1] | Compare-Metrics $p[0] -Interval 0:0:10 | {Spell}", Before, After).Text);

    [Fact]
    public void Without_a_time_there_is_no_rate() =>
        Assert.Equal(["Changed c 1 2 1 "], _session.Run($"'# TYPE c counter', 'c 2' | Compare-Metrics @('# TYPE c counter', 'c 1') | {Spell}").Text);

    [Fact]
    public void What_has_not_changed_can_be_asked_for() =>
        Assert.Equal(["Same a 1 1 0 "], _session.Run($"'a 1' | Compare-Metrics 'a 1' -IncludeEqual | {Spell}").Text);

    [Fact]
    public void A_selector_chooses() =>
        Assert.Equal(["Changed g 5 3 -2 "], _session.Run($"$p = @($input); $p[1] | Compare-Metrics $p[0] '{{__name__=~\"[gs].*\"}}' | {Spell}", Before, After).Text);

    [Fact]
    public void Scrapes_know_when_they_were_made()
    {
        using var target = MetricsTarget.Changing("# TYPE c counter\nc 1\n", "# TYPE c counter\nc 5\n");
        var change = _session.Run($"""
            $before = Invoke-MetricsScrape web:{target.Port}
            $after = Invoke-MetricsScrape web:{target.Port}
            $after | Compare-Metrics $before
            $after[0].ScrapeTime - $before[0].ScrapeTime
            """);

        change.ThrowIfFailed();
        Assert.Equal(4.0, change.Output[0].Properties["Delta"].Value);
        Assert.Equal(4 / ((TimeSpan)change.Output[1].BaseObject).TotalSeconds, (double)change.Output[0].Properties["Rate"].Value, 6);
    }

    [Fact]
    public void Nothing_before_is_all_new() => Assert.Equal(["New a  1  "], _session.Run($"'a 1' | Compare-Metrics @() | {Spell}").Text);

    [Fact]
    public void A_bad_reference_is_an_error() =>
        Assert.StartsWith("PageRefused,", _session.Run("'a 1' | Compare-Metrics 'a{'").Error.FullyQualifiedErrorId);
}

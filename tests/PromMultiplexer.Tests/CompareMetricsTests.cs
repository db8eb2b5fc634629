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

    [Theory]
    [InlineData("# TYPE a gauge\na 1\na 1\nb 2 1000\nb 3 2000\n", "# TYPE a gauge\na 1\na 1\nb 2 1000\nb 3 2000\n")]
    [InlineData("a 1\na 2\na 3\n", "a 1\na 5\n", "Changed a 2 5 3 ", "Gone a 3   ")]
    [InlineData("a 1\n", "a 1\na 2\n", "New a  2  ")]
    public void Series_that_are_there_more_than_once_are_compared_in_their_order(string before, string after, params string[] expected) =>
        Assert.Equal(expected, _session.Run($"$p = @($input); $p[1] | Compare-Metrics $p[0] | {Spell}", before, after).Text);

    [Theory]
    [InlineData("10")]
    [InlineData("'10'")]
    [InlineData("10.0")]
    [InlineData("0:0:10")]
    [InlineData("([timespan]'0:0:10')")]
    public void A_number_is_the_seconds_between_the_scrapes(string interval) => Assert.Equal(
        ["Changed c 1 21 20 2"],
        _session.Run($"'# TYPE c counter', 'c 21' | Compare-Metrics @('# TYPE c counter', 'c 1') -Interval {interval} | {Spell}").Text);

    [Theory]
    [InlineData("0")]
    [InlineData("-1")]
    [InlineData("0:0:0")]
    [InlineData("([timespan]'-0:0:1')")]
    [InlineData("1e300")]
    public void What_is_no_time_between_scrapes_is_refused(string interval) => Assert.StartsWith(
        "ParameterArgument",
        _session.Run($"'a 1' | Compare-Metrics 'a 2' -Interval {interval}").Error.FullyQualifiedErrorId);

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

    [Theory]
    [InlineData("'a{'", "PageRefused")]
    [InlineData("@('a 1', 42)", "InputNotMetrics")]
    public void A_bad_reference_ends_it(string reference, string id) => Assert.Equal(
        $"{id},PromMultiplexer.Commands.CompareMetricsCommand",
        _session.Run($"try {{ 'a 1' | Compare-Metrics {reference} -ErrorAction SilentlyContinue; 'not reached' }} catch {{ $_.FullyQualifiedErrorId }}").Output[0].BaseObject);

    [Fact]
    public void A_page_that_is_refused_is_not_gone()
    {
        var result = _session.Run($"$p = @($input); $p[0], $p[1] | Compare-Metrics @($p[2], $p[3]) | {Spell}", "a{\n", "a 4\n", "a 1\n", "a 2\n");

        Assert.Equal("Changed a 2 4 2 ", Assert.Single(result.Output).BaseObject);
        Assert.StartsWith("PageRefused,", result.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void Pages_are_compared_each_with_the_one_in_its_place() => Assert.Equal(
        ["page 1 Changed c 100 110 10 1", "page 2 Reset c 7 3 3 0.3", "page 3 New d  1  "],
        _session.Run(
            $"$p = @($input); $p[2..4] | Compare-Metrics $p[0..1] -Interval 0:0:10 | ForEach-Object {{ $s = $_.Source; $_ | {Spell} | ForEach-Object {{ \"$s $_\" }} }}",
            "# TYPE c counter\nc 100\n",
            "# TYPE c counter\nc 7\n",
            "# TYPE c counter\nc 110\n",
            "# TYPE c counter\nc 3\n",
            "d 1\n").Text);

    [Fact]
    public void Targets_are_compared_each_with_itself_by_its_own_time()
    {
        using var shop = MetricsTarget.Changing("# TYPE c counter\nc 100\n", "# TYPE c counter\nc 110\n");
        using var web = MetricsTarget.Changing("# TYPE c counter\nc 7\n", "# TYPE c counter\nc 8\n");
        var result = _session.Run($"""
            $before = Invoke-MetricsScrape shop:{shop.Port}, web:{web.Port}
            $late = Invoke-MetricsScrape web:{web.Port}
            $after = @($late) + (Invoke-MetricsScrape shop:{shop.Port}, http://localhost:{web.Port}/other)
            $after | Compare-Metrics $before
            foreach ($scrape in $after[0..1]) {"{ ($scrape.ScrapeTime - ($before | . { process { if ($_.Container -eq $scrape.Container) { $_ } } }).ScrapeTime).TotalSeconds }"}
            """);

        result.ThrowIfFailed();
        var changes = result.Output.Take(3).Select(change => ((dynamic)change.BaseObject)).ToArray();
        Assert.Equal(["web", "shop", null], changes.Select(change => (string?)change.Container));
        Assert.Equal([$"http://localhost:{web.Port}/metrics", $"http://localhost:{shop.Port}/metrics", $"http://localhost:{web.Port}/other"], changes.Select(change => (string)change.Source));
        Assert.All(changes, change => Assert.Equal(change.Source, change.Url.ToString()));
        Assert.Equal(["Changed c", "Changed c", "New c"], changes.Select(change => (string)change.ToString()));
        Assert.Equal([1.0, 10.0], changes.Take(2).Select(change => (double)change.Delta));
        Assert.Equal(1 / (double)result.Output[3].BaseObject, changes[0].Rate, 6);
        Assert.Equal(10 / (double)result.Output[4].BaseObject, changes[1].Rate, 6);
        Assert.Equal("PromMultiplexer.SeriesChange#OfSeveral", result.Output[0].TypeNames[0]);
    }

    [Fact]
    public void One_scrape_is_compared_with_the_other_whatever_they_are_called()
    {
        using var one = new MetricsTarget("a 1\n");
        using var two = new MetricsTarget("a 3\n");
        var result = _session.Run($"Invoke-MetricsScrape two:{two.Port} | Compare-Metrics (Invoke-MetricsScrape http://localhost:{one.Port}/)");

        Assert.Equal("Changed a", result.Single.ToString());
        Assert.Equal("PromMultiplexer.SeriesChange", result.Single.TypeNames[0]);
    }

    [Fact]
    public void Files_are_compared_with_those_of_their_name()
    {
        var folder = Directory.CreateTempSubdirectory().FullName;
        try
        {
            foreach (var (name, page) in new[] { ("old/a.prom", "x 1\n"), ("old/b.prom", "x 2\n"), ("new/b.prom", "x 3\n"), ("new/c.prom", "x 4\n") })
            {
                var path = Path.Combine(folder, name);
                Directory.CreateDirectory(Path.GetDirectoryName(path)!);
                File.WriteAllText(path, page);
            }

            string[] expected = ["b.prom Changed x", "c.prom New x", "a.prom Gone x"];
            const string Name = "ForEach-Object { \"$([IO.Path]::GetFileName($_.Source)) $_\" }";
            Assert.Equal(expected, _session.Run($"[IO.FileInfo[]]('{folder}/new/b.prom', '{folder}/new/c.prom') | Compare-Metrics ([IO.FileInfo[]]('{folder}/old/a.prom', '{folder}/old/b.prom')) | {Name}").Text);
            Assert.Equal(expected, _session.Run($"ConvertFrom-Metrics '{folder}/new/*' | Compare-Metrics (ConvertFrom-Metrics '{folder}/old/*') | {Name}").Text);
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}

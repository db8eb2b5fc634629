using System.Text;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine.Tests;

public sealed class VitalsTests
{
    [Fact]
    public async Task The_page_tells_of_every_container_under_the_configured_label()
    {
        await using var web = FakeContainer.Serving("a 1\nb 2\n");
        await using var db = FakeContainer.Dead();
        var options = Rig.Options with { ContainerLabel = "pod_part", ScrapeInterval = Rig.Never };
        await using var rig = await Rig.StartAsync(options, ("web", web), ("db", db));

        var page = await rig.GetPageAsync();

        Assert.Equal(1, Rig.Value(page, "multiplexer_container_up{pod_part=\"web\"}"));
        Assert.Equal(0, Rig.Value(page, "multiplexer_container_up{pod_part=\"db\"}"));
        Assert.Equal(2, Rig.Value(page, "multiplexer_scrape_samples{pod_part=\"web\"}"));
        Assert.Equal(0, Rig.Value(page, "multiplexer_scrape_samples{pod_part=\"db\"}"));
        Assert.Equal(8, Rig.Value(page, "multiplexer_scrape_body_bytes{pod_part=\"web\"}"));
        Assert.Equal(0, Rig.Value(page, "multiplexer_scrape_body_bytes{pod_part=\"db\"}"));
        Assert.InRange(Rig.Value(page, "multiplexer_scrape_duration_seconds{pod_part=\"web\"}")!.Value, 1e-6, 30);
        Assert.InRange(Rig.Value(page, "multiplexer_scrape_duration_seconds{pod_part=\"db\"}")!.Value, 1e-6, 30);
        Assert.InRange(Rig.Value(page, "multiplexer_container_age_seconds{pod_part=\"web\"}")!.Value, 0, 30);
        Assert.Null(Rig.Value(page, "multiplexer_container_age_seconds{pod_part=\"db\"}"));
        Assert.Equal(1, Rig.Value(page, "multiplexer_container_failures_total{pod_part=\"db\",reason=\"refused\"}"));
        Assert.Equal(0, Rig.Value(page, "multiplexer_container_failures_total{pod_part=\"web\",reason=\"refused\"}"));
    }

    [Fact]
    public async Task A_container_that_has_not_answered_yet_has_no_numbers()
    {
        await using var web = FakeContainer.Start(Answers.Hang());
        await using var rig = await Rig.StartAsync(("web", web));

        var page = await (await rig.SendAsync(HttpMethod.Get, "/metrics", (ScrapeDeadline.Header, "0.1"))).Content.ReadAsStringAsync();

        Assert.Equal(0, Rig.Value(page, "multiplexer_container_up{container=\"web\"}"));
        Assert.Null(Rig.Value(page, "multiplexer_scrape_duration_seconds{container=\"web\"}"));
        Assert.Null(Rig.Value(page, "multiplexer_scrape_samples{container=\"web\"}"));
        Assert.Null(Rig.Value(page, "multiplexer_scrape_body_bytes{container=\"web\"}"));
        Assert.Null(Rig.Value(page, "multiplexer_container_age_seconds{container=\"web\"}"));
    }

    [Fact]
    public async Task The_page_tells_of_the_multiplexer_itself()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(("web", web));

        var page = await rig.GetPageAsync();

        Assert.Contains($"multiplexer_build_info{{version=\"{ProductInfo.Version}\",runtime=\".NET ", page);
        Assert.InRange(Rig.Value(page, "multiplexer_process_cpu_seconds_total")!.Value, 0.01, 1e6);
        Assert.InRange(Rig.Value(page, "multiplexer_process_resident_memory_bytes")!.Value, 1e6, 1e12);
        Assert.InRange(Rig.Value(page, "multiplexer_process_virtual_memory_bytes")!.Value, 1e6, 1e15);
        Assert.InRange(Rig.Value(page, "multiplexer_process_threads")!.Value, 1, 10_000);
        var start = DateTimeOffset.FromUnixTimeMilliseconds((long)(Rig.Value(page, "multiplexer_process_start_time_seconds")!.Value * 1000));
        Assert.InRange(start - System.Diagnostics.Process.GetCurrentProcess().StartTime, TimeSpan.FromSeconds(-2), TimeSpan.FromSeconds(2));
        if (OperatingSystem.IsLinux())
        {
            Assert.InRange(Rig.Value(page, "multiplexer_process_open_fds")!.Value, 3, 1e7);
            Assert.True(Rig.Value(page, "multiplexer_process_max_fds") is null or > 3);
        }

        foreach (var kind in new[] { "help", "type", "unit", "name", "label", "duplicate_label" })
        {
            Assert.Equal(0, Rig.Value(page, $"multiplexer_conflicts_total{{kind=\"{kind}\"}}"));
        }
    }

    [Fact]
    public async Task A_container_that_comes_back_before_it_has_quite_gone_keeps_its_numbers()
    {
        var vitals = new MultiplexerVitals(Rig.Options with { Targets = [new("web", 1)] });
        vitals.Add("web");
        vitals.Remove("web");
        vitals.Set("web", new ContainerView(null, IsUp: true, IsScraped: false, TimeSpan.Zero, null));

        Assert.Equal(1, Rig.Value(await PageAsync(vitals), "multiplexer_container_up{container=\"web\"}"));

        vitals.Remove("web");
        Assert.DoesNotContain("web", await PageAsync(vitals), StringComparison.Ordinal);
    }

    [Fact]
    public async Task All_of_it_has_the_prefix_and_a_help_text()
    {
        await using var web = FakeContainer.Serving("");
        await using var rig = await Rig.StartAsync(("web", web));

        var lines = (await rig.GetPageAsync()).Split('\n', StringSplitOptions.RemoveEmptyEntries);

        Assert.All(lines, line => Assert.Matches("^(# (HELP|TYPE) )?multiplexer_", line));
        Assert.Equal(
            lines.Count(line => line.StartsWith("# TYPE ", StringComparison.Ordinal)),
            lines.Count(line => line.StartsWith("# HELP ", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task A_label_called_reason_wins_over_ours()
    {
        await using var web = FakeContainer.Dead();
        await using var rig = await Rig.StartAsync(Rig.Options with { ContainerLabel = "reason" }, ("web", web));

        Assert.True(await rig.GetValueAsync("multiplexer_container_failures_total{reason=\"web\",exported_reason=\"refused\"}") >= 1);
    }

    [Fact]
    public async Task The_states_tell_the_same()
    {
        await using var web = FakeContainer.Serving("a 1\nb 2\n");
        await using var db = FakeContainer.Start(Answers.Status(500));
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = Rig.Never }, ("web", web), ("db", db));
        var before = rig.Multiplexer.Containers;
        await rig.GetPageAsync();

        var states = rig.Multiplexer.Containers;
        Assert.Equal(["web", "db"], states.Select(state => state.Name));
        Assert.Equal((true, 2, 8, 0L), (states[0].Up, states[0].Samples, states[0].BodyBytes, states[0].Failures));
        Assert.Null(states[0].LastError);
        Assert.Equal((false, 0, 0, 1L), (states[1].Up, states[1].Samples, states[1].BodyBytes, states[1].Failures));
        Assert.Equal("status: answered 500, expected 200", states[1].LastError?.ToString());
        Assert.Equal(states[1].LastScrape, states[1].LastErrorTime);
        Assert.All(states, state => Assert.InRange(state.LastScrape!.Value, rig.Multiplexer.StartTime, DateTimeOffset.UtcNow));
        Assert.All(states, state => Assert.InRange(state.Duration, TimeSpan.FromTicks(1), Patience.Long));
        Assert.NotSame(before[0], states[0]);
    }

    private static async Task<string> PageAsync(MultiplexerVitals vitals)
    {
        var page = new PageBuffer();
        new FamilyMerger().Merge([await vitals.CollectAsync()], ExpositionFormat.Text004).WriteTo(page, ExpositionFormat.Text004);
        return Encoding.UTF8.GetString(page.Written.Span);
    }
}

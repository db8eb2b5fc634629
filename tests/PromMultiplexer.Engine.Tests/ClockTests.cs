using System.Text.Json;
using System.Text.RegularExpressions;

namespace PromMultiplexer.Engine.Tests;

/// <summary>A clock on the wall that is set while the multiplexer runs.</summary>
public sealed partial class ClockTests
{
    private const int Year = 365;

    [Theory]
    [InlineData(-Year)]
    [InlineData(Year)]
    public async Task A_jump_changes_no_age_and_stalls_no_loop(int days)
    {
        var clock = new JumpingClock();
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options, clock, ("web", web));
        await rig.GetPageAsync();

        clock.Jump(TimeSpan.FromDays(days));
        await web.MoreRequests(3);

        Assert.InRange(Assert.NotNull(await rig.GetValueAsync("multiplexer_container_age_seconds{container=\"web\"}")), 0, Patience.Long.TotalSeconds);
        Assert.InRange(Assert.NotNull(await rig.GetValueAsync("multiplexer_scrape_duration_seconds{container=\"web\"}")), 0, Patience.Long.TotalSeconds);
        var status = (await StatusAsync(rig)).GetProperty("containers")[0];
        Assert.InRange(status.GetProperty("age_seconds").GetDouble(), 0, Patience.Long.TotalSeconds);
        Assert.InRange((status.GetProperty("last_scrape").GetDateTimeOffset() - DateTimeOffset.UtcNow).TotalDays, days - 1, days + 1);
    }

    [Theory]
    [InlineData(-Year)]
    [InlineData(Year)]
    public async Task A_jump_makes_nothing_stale_and_keeps_nothing_that_is(int days)
    {
        var clock = new JumpingClock();
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { StaleFor = Patience.Long }, clock, ("web", web), ("db", db));
        await rig.GetPageAsync();
        db.Answer = Answers.Status(500);
        await db.MoreRequests(2);

        clock.Jump(TimeSpan.FromDays(days));
        await db.MoreRequests(2);

        Assert.Equal("# TYPE a untyped\na{container=\"web\"} 1\n# TYPE b untyped\nb{container=\"db\"} 1\n", await rig.GetContainersPageAsync());
        Assert.Equal(0, await rig.GetValueAsync("multiplexer_container_up{container=\"db\"}"));
    }

    [Theory]
    [InlineData(-Year)]
    [InlineData(Year)]
    public async Task A_failure_is_as_long_ago_as_it_was(int days)
    {
        var clock = new JumpingClock();
        await using var web = FakeContainer.Start(Answers.Status(500));
        await using var rig = await Rig.StartAsync(Rig.Options, clock, ("web", web));
        await rig.GetPageAsync();

        web.Answer = Answers.Page("a 1\n");
        clock.Jump(TimeSpan.FromDays(days));
        await web.MoreRequests(3);

        var ago = LastFailure().Match(await rig.Client.GetStringAsync("/status")).Groups[1].Value;
        Assert.Matches("^[0-9.]+&#xA0;m?s$", ago);
        Assert.NotEqual("0&#xA0;s", ago); // which is what a time in the future would be
    }

    [Fact]
    public async Task On_request_a_jump_ends_no_round_and_no_page_stays()
    {
        var clock = new JumpingClock();
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = TimeSpan.Zero, PageLifetime = TimeSpan.Zero }, clock, ("web", web));
        await rig.GetPageAsync();

        clock.Jump(TimeSpan.FromDays(-Year));
        web.Answer = Answers.Page("a 2\n");

        Assert.Equal("# TYPE a untyped\na{container=\"web\"} 2\n", await rig.GetContainersPageAsync());
    }

    private static async Task<JsonElement> StatusAsync(Rig rig)
    {
        using var document = JsonDocument.Parse(await rig.Client.GetStringAsync("/status?format=json"));
        return document.RootElement.Clone();
    }

    [GeneratedRegex("last failure ([^<]+) ago")]
    private static partial Regex LastFailure();
}

using System.Net;
using System.Text;

namespace PromMultiplexer.Engine.Tests;

/// <summary>What has had memory gives it back to whoever needs it next, and nobody is left without for good.</summary>
public sealed class MemoryShortageTests
{
    [Fact]
    public async Task Containers_that_come_and_go_leave_nothing_behind()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving(Lines("b", 5000));
        await using var rig = await Rig.StartAsync(Rig.Options with { PageMemory = 8_000_000 }, ("web", web), ("db", db));

        for (var i = 0; i < 25; i++)
        {
            await rig.ChangeAsync(rig.Multiplexer.Options, ("web", web));
            await rig.ChangeAsync(rig.Multiplexer.Options, ("web", web), ("db", db));
        }

        Assert.All(rig.Multiplexer.Containers, container => Assert.True(container.Up, $"{container.Name}: {container.LastError}"));
    }

    [Fact]
    public async Task Pages_that_nobody_receives_make_room_for_another()
    {
        var containers = Enumerable.Range(0, 5).Select(i => FakeContainer.Serving(Lines($"m{i}", 5000))).ToList();
        await using var rig = await Rig.StartAsync(
            Rig.Options with { PageMemory = 4_000_000, ScrapeInterval = TimeSpan.FromSeconds(15) }, [.. containers.Select((container, i) => ($"c{i}", container))]);

        for (var i = 0; i < 4; i++)
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, $"/metrics/c{i}"));
        }

        Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "/metrics"));
        Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "/metrics/c4"));
        foreach (var container in containers)
        {
            await container.DisposeAsync();
        }
    }

    [Fact]
    public async Task Each_format_is_served_within_one_interval()
    {
        await using var web = FakeContainer.Serving(Lines("b", 20_000));
        await using var rig = await Rig.StartAsync(
            Rig.Options with { PageMemory = 4_000_000, ScrapeInterval = TimeSpan.FromSeconds(15) }, ("web", web));

        foreach (var accept in new[] { "text/plain", "application/openmetrics-text; version=1.0.0", "text/plain", "application/openmetrics-text; version=0.0.1" })
        {
            Assert.Equal(HttpStatusCode.OK, await StatusAsync(rig, "/metrics", accept));
        }
    }

    [Fact]
    public async Task A_small_part_of_a_page_that_is_too_large_has_all_containers()
    {
        await using var web = FakeContainer.Serving(Lines("a", 3000) + "small 1\n");
        await using var db = FakeContainer.Serving(Lines("a", 3000) + "small 1\n");
        await using var rig = await Rig.StartAsync(
            Rig.Options with { PageMemory = 1_800_000, ContainerLabel = new string('l', 150) }, ("web", web), ("db", db));

        var page = await rig.Client.GetStringAsync("/metrics?name[]=small");

        Assert.Contains("=\"web\"} 1", page, StringComparison.Ordinal);
        Assert.Contains("=\"db\"} 1", page, StringComparison.Ordinal);
    }

    private static async Task<HttpStatusCode> StatusAsync(Rig rig, string path, string accept = "text/plain")
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path);
        request.Headers.TryAddWithoutValidation("Accept", accept);
        using var response = await rig.Client.SendAsync(request);
        return response.StatusCode;
    }

    private static string Lines(string name, int count)
    {
        var lines = new StringBuilder();
        for (var i = 0; i < count; i++)
        {
            lines.Append($"{name}{{i=\"{i:D6}\"}} {i}\n");
        }

        return lines.ToString();
    }
}

using System.Net;

namespace PromMultiplexer.Engine.Tests;

/// <summary>Pieces of the merged page: <c>?name[]=</c> and <c>?container=</c>.</summary>
public sealed class FilterTests
{
    [Theory]
    [InlineData("name[]=a", "# TYPE a untyped\na{container=\"web\"} 1\na{container=\"db\"} 3\n")]
    [InlineData("name[]=a&name[]=nothing&name[]=c", "# TYPE a untyped\na{container=\"web\"} 1\na{container=\"db\"} 3\n# TYPE c untyped\nc{container=\"db\"} 4\n")]
    [InlineData("name%5B%5D=a&container=db", "# TYPE a untyped\na{container=\"db\"} 3\n")]
    [InlineData("container=web", "# TYPE a untyped\na{container=\"web\"} 1\n# TYPE b untyped\nb{container=\"web\"} 2\n")]
    [InlineData("container=db&container=web&name[]=b&name[]=c", "# TYPE b untyped\nb{container=\"web\"} 2\n# TYPE c untyped\nc{container=\"db\"} 4\n")]
    [InlineData("name[]=", "")]
    [InlineData("name[]=A", "")]
    [InlineData("container=down", "")]
    public async Task Only_what_is_named_is_on_the_page(string query, string expected)
    {
        await using var web = FakeContainer.Serving("a 1\nb 2\n");
        await using var db = FakeContainer.Serving("a 3\nc 4\n");
        await using var down = FakeContainer.Dead();
        await using var rig = await Rig.StartAsync(("web", web), ("db", db), ("down", down));

        Assert.Equal(expected, Rig.WithoutVitals(await rig.Client.GetStringAsync($"/metrics?{query}")));
    }

    [Fact]
    public async Task Our_own_metrics_stay_unless_families_are_named()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var down = FakeContainer.Dead();
        await using var rig = await Rig.StartAsync(("web", web), ("down", down));

        Assert.Equal(0, Rig.Value(await rig.Client.GetStringAsync("/metrics?container=down"), "multiplexer_container_up{container=\"down\"}"));
        Assert.DoesNotContain("multiplexer_", await rig.Client.GetStringAsync("/metrics?name[]=a"), StringComparison.Ordinal);
        Assert.Equal(
            "# HELP multiplexer_container_up Whether the last scrape of the container was good and in time.\n# TYPE multiplexer_container_up gauge\n"
                + "multiplexer_container_up{container=\"web\"} 1\nmultiplexer_container_up{container=\"down\"} 0\n",
            await rig.Client.GetStringAsync("/metrics?name[]=multiplexer_container_up"));
    }

    [Fact]
    public async Task A_container_that_is_not_there_is_404_and_says_which_are()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(("web", web));

        var response = await rig.SendAsync(HttpMethod.Get, "/metrics?container=web&container=nobody");

        Assert.Equal(HttpStatusCode.NotFound, response.StatusCode);
        Assert.Equal("text/plain; charset=utf-8", response.Content.Headers.ContentType!.ToString());
        Assert.Equal("There is no such container. There are: web.\n", await response.Content.ReadAsStringAsync());
    }

    [Fact]
    public async Task What_a_piece_shows_is_no_news_of_the_whole_page()
    {
        await using var web = FakeContainer.Serving("# TYPE x counter\nx 1\n");
        await using var db = FakeContainer.Serving("# TYPE x gauge\nx 2\n");
        await using var rig = await Rig.StartAsync(
            Rig.Options with { OnTypeConflict = Exposition.TypeConflict.Fail }, ("web", web), ("db", db));
        await rig.GetPageAsync();

        Assert.Contains("x{container=\"db\"} 2\n", await rig.Client.GetStringAsync("/metrics?container=db"), StringComparison.Ordinal);
        Assert.False(rig.Multiplexer.Containers[1].Up);
        Assert.Equal(1, await rig.GetValueAsync("multiplexer_conflicts_total{kind=\"type\"}"));
        Assert.Single(rig.Log.With("containers disagree"));
    }

    [Fact]
    public async Task On_request_only_the_containers_named_are_scraped()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Start(Answers.Hang());
        await using var cache = FakeContainer.Serving("b 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = TimeSpan.Zero }, ("web", web), ("db", db), ("cache", cache));

        Assert.Equal(
            "# TYPE a untyped\na{container=\"web\"} 1\n# TYPE b untyped\nb{container=\"cache\"} 1\n",
            Rig.WithoutVitals(await rig.Client.GetStringAsync("/metrics?container=web&container=cache")));
        Assert.Empty(db.Requests);
    }

    [Fact]
    public async Task Families_that_are_not_taken_are_as_if_the_container_did_not_have_them()
    {
        await using var web = FakeContainer.Serving("go_x 1\ngo_y 2\nhttp_x 3\nother 4\n");
        await using var rig = await Rig.StartAsync(
            Rig.Options with
            {
                Filter = new Exposition.ExpositionFilter { Allow = [Pattern("go_.*"), Pattern("http_x")], Deny = [Pattern("go_y")] },
                PageLimits = new Exposition.ExpositionLimits { Samples = 2 },
            },
            ("web", web));

        Assert.Equal("# TYPE go_x untyped\ngo_x{container=\"web\"} 1\n# TYPE http_x untyped\nhttp_x{container=\"web\"} 3\n", await rig.GetContainersPageAsync());
        Assert.Equal(2, rig.Multiplexer.Containers[0].Samples);
        Assert.Contains("other 4\n", await rig.Client.GetStringAsync("/metrics/web?raw"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Rules_change_samples_before_they_are_labeled()
    {
        await using var web = FakeContainer.Serving("a{container=\"own\",x=\"1\"} 1\na{x=\"2\"} 2\n");
        Exposition.RelabelRule[] rules =
        [
            new() { Action = Exposition.RelabelAction.LabelMap, Pattern = Pattern("x"), Replacement = "y" },
            new() { Action = Exposition.RelabelAction.LabelDrop, Pattern = Pattern("x|container") },
        ];
        await using var rig = await Rig.StartAsync(Rig.Options with { Filter = new Exposition.ExpositionFilter { Rules = rules } }, ("web", web));

        Assert.Equal("# TYPE a untyped\na{y=\"1\",container=\"web\"} 1\na{y=\"2\",container=\"web\"} 2\n", await rig.GetContainersPageAsync());
    }

    private static Exposition.Re2Pattern Pattern(string text) => Exposition.Re2Pattern.TryParse(text, out var pattern, out _) ? pattern : throw new ArgumentException(text);
}

namespace PromMultiplexer.Engine.Tests;

/// <summary>A multiplexer that follows its configuration file.</summary>
public sealed class ReloadTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Fact]
    public async Task A_change_is_followed_and_what_did_not_change_is_not_scraped_again()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await StartAsync(_folder.Write("config.yaml", Containers(("web", web))));
        await rig.GetPageAsync();

        _folder.Write("config.yaml", "# more\n" + Containers(("db", db), ("web", web)));
        var changed = await rig.Log.WaitFor("changed");

        Assert.Equal($"db=http://localhost:{db.Port}/metrics", changed.Field("come"));
        Assert.Equal("", changed.Field("gone"));
        Assert.Equal("# TYPE a untyped\na{container=\"web\"} 1\n# TYPE b untyped\nb{container=\"db\"} 1\n", await rig.GetContainersPageAsync());
        Assert.Single(web.Requests);
    }

    [Fact]
    public async Task No_page_of_a_reload_lacks_anything()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await StartAsync(_folder.Write("config.yaml", Containers(("web", web), ("db", db))));
        var pages = new List<string> { await rig.GetPageAsync() };

        // Everything about how they are scraped is different now.
        _folder.Write("config.yaml", "scrape_timeout: 20000\n" + Containers(("web", web), ("db", db)));
        var changed = rig.Log.WaitFor("changed");
        while (!changed.IsCompleted)
        {
            pages.Add(await rig.GetPageAsync());
        }

        pages.Add(await rig.GetPageAsync());
        await changed;

        Assert.All(pages, page =>
        {
            Assert.Equal(1, Rig.Value(page, "a{container=\"web\"}"));
            Assert.Equal(1, Rig.Value(page, "b{container=\"db\"}"));
            Assert.Equal(1, Rig.Value(page, "multiplexer_container_up{container=\"web\"}"));
        });
        Assert.Equal(2, web.Requests.Count);
    }

    [Fact]
    public async Task A_ConfigMap_that_is_swapped_is_followed()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        await using var rig = await StartAsync(_folder.Mount("config.yaml", Containers(("web", web))));

        _folder.Mount("config.yaml", Containers(("web", db)));
        await rig.Log.WaitFor("changed");

        Assert.Equal("# TYPE b untyped\nb{container=\"web\"} 1\n", await rig.GetContainersPageAsync());
    }

    [Fact]
    public async Task A_bad_file_changes_nothing_and_is_told_of_once()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await StartAsync(_folder.Write("config.yaml", Containers(("web", web))));
        var start = Assert.NotNull(await rig.GetValueAsync("multiplexer_config_last_reload_success_timestamp_seconds"));

        var path = _folder.Write("config.yaml", "containers: [{name: web}]");
        var refused = await rig.Log.WaitFor("the configuration is refused, and the one before stays");
        Assert.Equal($"{path}:1:14: containers: \"web\" has no port; write port: and a number from 1 to 65535", refused.Field("error"));
        Assert.Equal(0, await rig.GetValueAsync("multiplexer_config_last_reload_successful"));
        Assert.Equal(start, await rig.GetValueAsync("multiplexer_config_last_reload_success_timestamp_seconds"));
        Assert.Equal(1, await rig.GetValueAsync("a{container=\"web\"}"));

        File.Delete(path);
        await rig.Log.WaitFor("the configuration is refused, and the one before stays", $"--config_file: \"{path}\" is not there; check the path and who may read it");

        _folder.Write("config.yaml", "scrape_timeout: 3000\n" + Containers(("web", web)));
        await rig.Log.WaitFor("configuration read again");
        Assert.Equal(1, await rig.GetValueAsync("multiplexer_config_last_reload_successful"));
        Assert.True(await rig.GetValueAsync("multiplexer_config_last_reload_success_timestamp_seconds") > start);
        Assert.Equal(2, rig.Log.With("the configuration is refused, and the one before stays").Length);
    }

    [Fact]
    public async Task What_needs_a_restart_is_told_and_the_rest_is_followed()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await StartAsync(_folder.Write("config.yaml", Containers(("web", web))));

        _folder.Write("config.yaml", "container_label: pod\nlisten_address: 127.0.0.2\nlog_level: debug\nendpoint: /stats\n" + Containers(("web", web)));
        await rig.Log.WaitFor("changed");

        Assert.Equal(
            ["container_label: container, not pod", "listen_address: 127.0.0.1, not 127.0.0.2", "log_level: info, not debug"],
            rig.Log.With("this setting needs a restart").Select(entry => $"{entry.Field("setting")}: {entry.Field("is")}, not {entry.Field("wanted")}"));
        Assert.Contains("a{container=\"web\"} 1\n", await rig.Client.GetStringAsync("/stats"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_port_that_is_served_is_the_one_that_no_container_may_have()
    {
        await using var own = FakeContainer.Dead();
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await StartAsync(_folder.Write("config.yaml", $"export_to: {own.Port}\n{Containers(("web", web))}"));

        _folder.Write("config.yaml", $"export_to: {web.Port}\n{Containers(("shop", web))}");
        Assert.Equal($"shop=http://localhost:{web.Port}/metrics", (await rig.Log.WaitFor("changed")).Field("come"));

        var path = _folder.Write("config.yaml", $"export_to: {web.Port}\n{Containers(("self", own))}");
        var refused = await rig.Log.WaitFor("the configuration is refused, and the one before stays");
        Assert.Equal(
            $"{path}:3:3: containers: \"self:{own.Port}\" is the multiplexer's own port; give the container's port, or choose another with --export_to",
            refused.Field("error"));
        Assert.Equal("# TYPE a untyped\na{container=\"shop\"} 1\n", await rig.GetContainersPageAsync());
    }

    [Fact]
    public async Task Whoever_asks_for_it_need_not_wait_for_a_change_to_be_seen()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        var path = _folder.Write("config.yaml", Containers(("web", web)));
        await using var rig = await StartAsync(path, reloadInterval: 0);

        _folder.Write("config.yaml", Containers(("db", db)));
        rig.Multiplexer.Reload();
        await rig.Log.WaitFor("changed");

        Assert.Equal("# TYPE b untyped\nb{container=\"db\"} 1\n", await rig.GetContainersPageAsync());
    }

    [LinuxFact("Needs named pipes")]
    public async Task A_file_that_hangs_does_not_hold_up_the_stop()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        var path = _folder.Write("config.yaml", Containers(("web", web)));
        await using var rig = await StartAsync(path);
        await rig.GetPageAsync();

        // Who was held has read nothing, which is a change, and so reads again and is held again.
        using var stalled = StalledFile.InPlaceOf(path);
        await stalled.PassAsync();

        await rig.Multiplexer.StopAsync().WaitAsync(Patience.Long);
        Assert.Single(rig.Log.With("stopped"));
    }

    [LinuxFact("Needs named pipes")]
    public async Task A_file_that_hung_is_followed_afterwards()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        var path = _folder.Write("config.yaml", Containers(("web", web)));
        await using var rig = await StartAsync(path);
        await rig.GetPageAsync();
        using (var stalled = StalledFile.InPlaceOf(path))
        {
            await stalled.PassAsync();
        }

        _folder.Write("config.yaml", Containers(("db", db)));
        await rig.Log.WaitFor("changed");

        Assert.Equal("# TYPE b untyped\nb{container=\"db\"} 1\n", await rig.GetContainersPageAsync());
    }

    [Fact]
    public async Task Those_who_ask_while_one_waits_to_begin_are_one()
    {
        var gate = new TaskCompletionSource();
        await using var slow = FakeContainer.Start(Answers.After(gate.Task, Answers.Page("a 1\n")));
        await using var web = FakeContainer.Serving("b 1\n");
        await using var rig = await StartAsync(_folder.Write("config.yaml", Containers(("web", web))), reloadInterval: 0);
        _folder.Write("config.yaml", Containers(("slow", slow)));
        rig.Multiplexer.Reload();
        await slow.RequestsReach(1);

        for (var asked = 0; asked < 300; asked++)
        {
            rig.Multiplexer.Reload();
        }

        gate.SetResult();
        await rig.Log.WaitFor("configuration read again", count: 2);
        _folder.Write("config.yaml", Containers(("web", web)));
        rig.Multiplexer.Reload();
        await rig.Log.WaitFor("configuration read again", count: 3);

        // The one that began, the three hundred, and the last one.
        await rig.Multiplexer.StopAsync();
        Assert.Equal(3, rig.Log.With("changed").Length);
    }

    private static string Containers(params ReadOnlySpan<(string Name, FakeContainer Container)> containers)
    {
        var lines = "containers:\n";
        foreach (var (name, container) in containers)
        {
            lines += $"- {{name: {name}, port: {container.Port}}}\n";
        }

        return lines;
    }

    // A day between two scrapes, and a look at the file as often as it can be.
    private static async Task<Rig> StartAsync(string path, int reloadInterval = 1)
    {
        var source = new OptionsSource(
            [new(Flags.ConfigFile, path), new(Flags.ReloadInterval, $"{reloadInterval}")], Rig.Options with { ScrapeInterval = Rig.Never });
        return await Rig.StartAsync(source);
    }
}

namespace PromMultiplexer.Engine.Tests;

/// <summary>Containers that the Pod's annotations name.</summary>
public sealed class TargetsFileTests : IDisposable
{
    private readonly Folder _folder = new();

    public void Dispose() => _folder.Dispose();

    [Theory]
    [InlineData("multiplexer/targets=\"app=8080/metrics,envoy=9901/stats/prometheus\"", "app:8080/metrics,envoy:9901/stats/prometheus")]
    [InlineData("a/b=\"x\"\nmultiplexer/targets=\" app=8080 , b=1/c?d=\\\"e\\\",\"\nmultiplexer/targets2=\"c=3\"\n", "app:8080,b:1/c?d=\"e\"")]
    [InlineData("multiplexer/targets=\"app=8080\\nb=1\\n\"\r\n", "app:8080,b:1")]
    [InlineData("multiplexer/targets=\"\\u0061\\x70\\U00000070=8080/\\u003f\"", "app:8080/?")]
    [InlineData("multiplexer/targets=\"\"", "")]
    [InlineData("other=\"app=8080\"", "")]
    [InlineData("", "")]
    public void Entries_become_targets(string annotations, string expected) =>
        Assert.Equal(expected, Flags.ContainerToPortMap.ValueIn(Read(annotations).Options!));

    [Fact]
    public void Escapes_are_those_of_Go()
    {
        Assert.True(AnnotationsFile.TryFind("k=\"a\\a\\b\\f\\n\\r\\t\\v\\\\\\\"\\x41\\xc3\\xa9\\u00e9\\U0001F600é\""u8, "k", out var value));
        Assert.Equal("a\a\b\f\n\r\t\v\\\"Aéé😀é", value);
    }

    [Theory]
    [InlineData("multiplexer/targets=app=8080")]
    [InlineData("multiplexer/targets=\"app=8080")]
    [InlineData("multiplexer/targets=\"app=8080\"x")]
    [InlineData("multiplexer/targets=\"\\")]
    [InlineData("multiplexer/targets=\"\\q\"")]
    [InlineData("multiplexer/targets=\"\\x4\"")]
    [InlineData("multiplexer/targets=\"\\uD800\"")]
    [InlineData("multiplexer/targets=\"\\U00110000\"")]
    [InlineData("a=\"b\"\nmultiplexer/tar")]
    [InlineData("kubernetes.io/config.seen=\"2026")]
    public void What_is_cut_short_or_not_quoted_is_refused_as_a_whole(string annotations)
    {
        var path = _folder.Write("annotations", annotations);

        Assert.Equal(
            $"{path}: multiplexer/targets: is cut short or not quoted as in Go; have Kubernetes write the file",
            new OptionsSource([new(Flags.TargetsFile, path)]).Read().Problem?.ToString());
    }

    [Fact]
    public async Task A_file_that_has_become_bad_changes_nothing()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        var path = _folder.Write("annotations", $"multiplexer/targets=\"web={web.Port}\"\n");
        await using var rig = await Rig.StartAsync(new OptionsSource([new(Flags.TargetsFile, path), new(Flags.ReloadInterval, "1")], Rig.Options));

        _folder.Write("annotations", $"multiplexer/targets=\"web={web.Port},y=210");
        await rig.Log.WaitFor("the configuration is refused, and the one before stays");

        Assert.Equal("# TYPE a untyped\na{container=\"web\"} 1\n", await rig.GetContainersPageAsync());
        Assert.Equal(0, await rig.GetValueAsync("multiplexer_config_last_reload_successful"));
    }

    [Theory]
    [InlineData("app", "\"app\" has no port; write <container>=<port>, the port a number from 1 to 65535")]
    [InlineData("app=", "\"app=\" has no port; write <container>=<port>, the port a number from 1 to 65535")]
    [InlineData("app=0/x", "\"app=0/x\" has no port; write <container>=<port>, the port a number from 1 to 65535")]
    [InlineData("app=80?x=1", "\"app=80?x=1\" has a query without a path; write the path before it, as in /metrics?format=prometheus")]
    [InlineData("app:8080", "\"app:8080\" is no container name; use letters, digits, dots, underscores and dashes")]
    [InlineData("=1", "\"\" is no container name; use letters, digits, dots, underscores and dashes")]
    [InlineData("app=1/a b", "\"app=1/a b\" has a path with a character that no URL has; write it escaped, as in %20")]
    [InlineData("web=1", "\"web=1\" names a container that there is already; give each container once, under a name of its own")]
    [InlineData("good=3", "\"good=3\" names a container that there is already; give each container once, under a name of its own")]
    [InlineData("app=13434", "\"app=13434\" is the multiplexer's own port; give the container's port")]
    public void A_bad_entry_is_left_out_alone(string entry, string expected)
    {
        var reading = Read($"multiplexer/targets=\"good=2,{entry},last=4\"", "-m", "web:8080");

        Assert.Equal("web:8080,good:2,last:4", Flags.ContainerToPortMap.ValueIn(reading.Options!));
        Assert.Equal($"{_folder["annotations"]}: multiplexer/targets: {expected}", Assert.Single(reading.RefusedTargets).ToString());
    }

    [Theory]
    [InlineData(1000, null)]
    [InlineData(1001, "has 1001 entries, 1 more than are read; name fewer containers")]
    [InlineData(1234, "has 1234 entries, 234 more than are read; name fewer containers")]
    public void Entries_behind_the_thousandth_are_left_out_and_told(int count, string? expected)
    {
        var reading = Read($"multiplexer/targets=\"{string.Join(", ", Enumerable.Range(1, count).Select(i => $"c{i}={i}"))}\"");

        Assert.Equal(Enumerable.Range(1, 1000).Select(i => $"c{i}"), reading.Options!.Targets.Select(target => target.Container));
        Assert.Equal(expected is null ? [] : [$"{_folder["annotations"]}: multiplexer/targets: {expected}"], reading.RefusedTargets.Select(problem => problem.ToString()));
    }

    [Fact]
    public void Excluded_containers_stay_out_here_too() =>
        Assert.Equal("b:2", Flags.ContainerToPortMap.ValueIn(Read("multiplexer/targets=\"a=1,b=2\"", "-x", "a").Options!));

    [Fact]
    public void A_file_that_is_not_there_is_refused_at_the_start() => Assert.Equal(
        "--targets_file: \"/none\" is not there; check the path and who may read it", CommandLine.Read(["--targets_file=/none"]).Problem?.ToString());

    [Fact]
    public async Task Containers_come_and_go_with_the_annotation()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        var path = _folder.Mount("annotations", "kubernetes.io/config.seen=\"x\"\n");
        await using var rig = await Rig.StartAsync(new OptionsSource([new(Flags.TargetsFile, path), new(Flags.ReloadInterval, "1")], Rig.Options));
        Assert.Equal("", await rig.GetContainersPageAsync());

        _folder.Mount("annotations", $"multiplexer/targets=\"web={web.Port},bad\"\n");
        await rig.Log.WaitFor("changed");
        Assert.Equal("# TYPE a untyped\na{container=\"web\"} 1\n", await rig.GetContainersPageAsync());
        Assert.Equal(1, await rig.GetValueAsync("multiplexer_targets_refused_total"));
        Assert.Equal(
            $"{path}: multiplexer/targets: \"bad\" has no port; write <container>=<port>, the port a number from 1 to 65535",
            Assert.Single(rig.Log.With("target refused")).Field("error"));

        _folder.Mount("annotations", "");
        await rig.Log.WaitFor("changed", $"web=http://localhost:{web.Port}/metrics");
        while (rig.Multiplexer.Containers.Count > 0)
        {
            await Task.Yield();
        }

        Assert.Equal("", await rig.GetContainersPageAsync());
    }

    [Fact]
    public async Task The_port_that_is_served_stays_out_whatever_a_file_wants()
    {
        await using var own = FakeContainer.Dead();
        await using var web = FakeContainer.Serving("a 1\n");
        var path = _folder.Write("annotations", $"multiplexer/targets=\"self={own.Port},web={web.Port}\"\n");
        var config = _folder.Write("config.yaml", $"export_to: {own.Port}\n");
        await using var rig = await Rig.StartAsync(new OptionsSource(
            [new(Flags.ConfigFile, config), new(Flags.TargetsFile, path), new(Flags.ReloadInterval, "1")], Rig.Options));

        _folder.Write("config.yaml", $"export_to: {web.Port}\n");
        await rig.Log.WaitFor("configuration read again");

        Assert.Equal(["web"], rig.Multiplexer.Containers.Select(container => container.Name));
        Assert.All(
            rig.Log.With("target refused"),
            refused => Assert.Equal($"{path}: multiplexer/targets: \"self={own.Port}\" is the multiplexer's own port; give the container's port", refused.Field("error")));
    }

    [Fact]
    public async Task What_is_wrong_at_the_start_is_told_too()
    {
        var path = _folder.Write("annotations", "multiplexer/targets=\"bad\"\n");
        await using var rig = await Rig.StartAsync(new OptionsSource([new(Flags.TargetsFile, path)], Rig.Options));

        Assert.Equal(1, await rig.GetValueAsync("multiplexer_targets_refused_total"));
    }

    private OptionsReading Read(string annotations, string flag = "-x", string value = "")
    {
        var path = _folder.Write("annotations", annotations);
        var reading = new OptionsSource([new(Flags.TargetsFile, path), new(Flags.OfShortName(flag[1])!, value)]).Read();
        Assert.Null(reading.Problem?.ToString());
        return reading;
    }
}

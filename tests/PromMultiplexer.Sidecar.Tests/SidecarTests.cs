using System.Net;
using System.Net.Sockets;
using System.Text.Json;
using PromMultiplexer.RealPrograms.Tests;

namespace PromMultiplexer.Sidecar.Tests;

/// <summary>The program as its users have it: arguments, signals, exit codes, and who gets to see what.</summary>
public sealed class SidecarTests : IDisposable
{
    private readonly HeldTarget _target = new();
    private readonly ReservedPort _port = new();

    [Theory]
    [MemberData(nameof(FlagCase.WithError), MemberType = typeof(FlagCase))]
    public async Task Refuses_a_bad_command_line_in_one_line_and_starts_nothing(string about)
    {
        var expected = FlagCase.Of(about);
        var (exitCode, stdout, stderr) = await SidecarProcess.RunAsync(expected.Args);

        Assert.Equal([expected.Error!], stderr);
        Assert.Equal("", stdout);
        Assert.Equal(2, exitCode);
    }

    [Theory]
    [MemberData(nameof(FlagCase.WithStdout), MemberType = typeof(FlagCase))]
    public async Task Answers_questions_on_stdout(string about)
    {
        var expected = FlagCase.Of(about);
        var (exitCode, stdout, stderr) = await SidecarProcess.RunAsync(expected.Args);

        Assert.Equal(ExpectedText.Of(expected.Stdout!), stdout);
        Assert.Empty(stderr);
        Assert.Equal(0, exitCode);
    }

    [LinuxTheory("Only Linux has /dev/full")]
    [InlineData(">&-", "--help", 0)]
    [InlineData(">/dev/full", "--help", 0)]
    [InlineData("2>&-", "--no_such_flag", 2)]
    [InlineData("2>/dev/full", "--no_such_flag", 2)]
    [InlineData("<&- >&- 2>&-", "--no_such_flag", 2)]
    [InlineData(">&- 2>&-", "--help", 0)]
    public async Task Ends_as_it_should_where_nobody_can_hear_it(string redirection, string argument, int expected)
    {
        var (exitCode, stdout, stderr) = await SidecarProcess.RunInShellAsync(redirection, argument);

        Assert.Equal((expected, ""), (exitCode, stdout));
        Assert.Empty(stderr);
    }

    [LinuxTheory("Closes descriptors in a shell, which was tried on Linux only")]
    [InlineData(">&- 2>&-")]
    [InlineData("<&- 2>&-")]
    [InlineData("<&- >&- 2>&-")]
    public async Task Goes_on_where_there_is_no_place_for_its_log(string redirection)
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (exitCode, _, _) = await SidecarProcess.RunInShellAsync(
            redirection, "-m", $"web:{_target.Port}", $"--export_to={port}", "--listen_address=127.0.0.1");

        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task Ends_what_is_in_flight_after_SIGTERM()
    {
        await using var sidecar = await StartAsync();
        using var request = await PendingRequest.SendAsync(_port.Number);

        sidecar.Terminate();
        await sidecar.LineAsync("msg=stopping");
        _target.Answer("requests_total 7\n");

        Assert.Contains("requests_total{container=\"web\"} 7\n", await request.EndAsync(), StringComparison.Ordinal);
        var (exitCode, stdout, _) = await sidecar.EndAsync();
        Assert.Equal(0, exitCode);
        Assert.Equal("", stdout);
    }

    [Fact]
    public async Task Breaks_off_what_is_in_flight_when_the_drain_timeout_is_over()
    {
        await using var sidecar = await StartAsync("--drain_timeout=1");
        using var request = await PendingRequest.SendAsync(_port.Number);

        sidecar.Terminate();

        Assert.DoesNotContain("multiplexer_container_up", await request.EndAsync(), StringComparison.Ordinal);
        Assert.Equal(0, (await sidecar.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task A_port_that_is_taken_ends_in_one_line_and_exit_code_1()
    {
        using var taken = new TcpListener(IPAddress.Loopback, 0);
        taken.Start();
        var port = ((IPEndPoint)taken.LocalEndpoint).Port;

        var (exitCode, stdout, stderr) = await SidecarProcess.RunAsync("-m", $"web:{_target.Port}", $"--export_to={port}", "--listen_address=127.0.0.1");

        Assert.EndsWith(
            $"level=error msg=\"cannot start\" error=\"Port {port} is in use already.\" remedy=\"Stop the program that listens there, or export to another port.\"",
            Assert.Single(stderr),
            StringComparison.Ordinal);
        Assert.Equal("", stdout);
        Assert.Equal(1, exitCode);
    }

    [Fact]
    public async Task Warns_of_what_is_odd_and_starts()
    {
        await using var sidecar = await StartAsync("-x", "db");

        Assert.EndsWith(
            "level=warn msg=\"check the flags\" detail=\"--exclude_containers: \\\"db\\\" is not in --container_to_port_map; check the name, or leave it out\"",
            await sidecar.LineAsync(""),
            StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_as_JSON_when_asked_to()
    {
        await using var sidecar = await StartAsync("-x", "db", "--log_format=json");

        using var entry = JsonDocument.Parse(await sidecar.LineAsync(""));
        Assert.Equal(["ts", "level", "msg", "detail"], entry.RootElement.EnumerateObject().Select(field => field.Name));
        Assert.True(entry.RootElement.GetProperty("ts").TryGetDateTimeOffset(out _));
        Assert.Equal("warn", entry.RootElement.GetProperty("level").GetString());
        Assert.Equal("check the flags", entry.RootElement.GetProperty("msg").GetString());
        Assert.StartsWith("--exclude_containers: \"db\" is not in", entry.RootElement.GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Logs_no_less_than_the_level_asked_for()
    {
        await using var sidecar = await StartAsync("-x", "db", "--log_level=error");
        sidecar.Terminate();

        Assert.Empty((await sidecar.EndAsync()).Stderr);
    }

    [Fact]
    public async Task Reads_its_file_again_on_SIGHUP()
    {
        using var file = new TemporaryFile($"containers: [{{name: web, port: {_target.Port}}}]");
        await using var sidecar = SidecarProcess.Start(
            "--config_file", file.Path, "--reload_interval=0", "--scrape_interval=86400000", "--listen_address=127.0.0.1", $"--export_to={_port.Number}");
        await sidecar.LineAsync("msg=listening");

        file.Write("containers: [{name: web}]");
        sidecar.HangUp();
        var refused = await sidecar.LineAsync("level=error");
        file.Write("containers: [{name: gone, port: 1}]");
        sidecar.HangUp();
        var changed = await sidecar.LineAsync("msg=changed");
        sidecar.Terminate();

        Assert.Contains($"error=\"{file.Path}:1:14: containers: \\\"web\\\" has no port; ", refused, StringComparison.Ordinal);
        Assert.Contains("come=\"gone=http://localhost:1/metrics\"", changed, StringComparison.Ordinal);
        Assert.Equal(0, (await sidecar.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task SIGHUP_after_SIGTERM_does_not_end_what_is_in_flight()
    {
        using var file = new TemporaryFile($"containers: [{{name: web, port: {_target.Port}}}]");
        await using var sidecar = SidecarProcess.Start(
            "--config_file", file.Path, "--reload_interval=0", "--listen_address=127.0.0.1", $"--export_to={_port.Number}");
        await sidecar.UntilAsync(_target.Asked);
        using var request = await PendingRequest.SendAsync(_port.Number);

        sidecar.Terminate();
        await sidecar.LineAsync("msg=stopping");
        sidecar.HangUp();
        await sidecar.LineAsync("msg=\"configuration read again\"");
        _target.Answer("requests_total 7\n");

        Assert.Contains("requests_total{container=\"web\"} 7\n", await request.EndAsync(), StringComparison.Ordinal);
        Assert.Equal(0, (await sidecar.EndAsync()).ExitCode);
    }

    [Fact]
    public async Task Checks_its_configuration_without_starting()
    {
        using var file = new TemporaryFile("containers: [{name: web, port: 8080}]");
        Assert.Equal(
            (0, "The configuration is good. The containers are:\n  web http://localhost:8080/metrics\n", []),
            await SidecarProcess.RunAsync("--config_check", $"--config_file={file.Path}"));

        file.Write("containers: [{name: web, port: 0}]");
        var (exitCode, stdout, stderr) = await SidecarProcess.RunAsync("--config_check", $"--config_file={file.Path}");
        Assert.Equal([$"{file.Path}:1:32: port: \"0\" is no port; give a number from 1 to 65535"], stderr);
        Assert.Equal((2, ""), (exitCode, stdout));
    }

    public void Dispose()
    {
        _target.Dispose();
        _port.Dispose();
    }

    // With the target as its one container. Once that is scraped, the sidecar listens.
    private async Task<SidecarProcess> StartAsync(params string[] more)
    {
        var sidecar = SidecarProcess.Start(["-m", $"web:{_target.Port}", "--listen_address=127.0.0.1", $"--export_to={_port.Number}", .. more]);
        await sidecar.UntilAsync(_target.Asked);
        return sidecar;
    }
}

using System.Management.Automation;
using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class StartMetricsMultiplexerTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly MetricsTarget _web = new("# TYPE up gauge\nup 1\n");
    private readonly MetricsTarget _db = new("# TYPE up gauge\nup 2\n");
    private readonly HttpClient _http = new() { Timeout = Patience.ForEvents };
    private readonly int _port = MetricsTarget.FreePort();

    public void Dispose()
    {
        _session.Run($"Get-MetricsMultiplexer -Port {_port} -ErrorAction Ignore | Stop-MetricsMultiplexer");
        _session.Dispose();
        _web.Dispose();
        _db.Dispose();
        _http.Dispose();
    }

    [Fact]
    public async Task The_page_has_the_samples_of_all_containers_with_their_names()
    {
        var started = _session.Run($"Start-MetricsMultiplexer 'web:{_web.Port}', 'db:{_db.Port}' -ExportTo {_port}").Single;

        Assert.Equal("PromMultiplexer.MetricsMultiplexer", started.TypeNames[0]);
        Assert.Equal(_port, started.Properties["Port"].Value);
        Assert.Equal($"http://localhost:{_port}/metrics", started.Properties["Url"].Value.ToString());
        Assert.Equal("Running", started.Properties["State"].Value);
        Assert.Equal(["web", "db"], _session.Run("$input.Containers.Name", started).Text);
        var page = await _http.GetStringAsync($"http://127.0.0.1:{_port}/metrics");
        Assert.Contains("# TYPE up gauge\nup{container=\"web\"} 1\nup{container=\"db\"} 2\n", page, StringComparison.Ordinal);
        Assert.Equal(["True", "True"], _session.Run("$input.Containers.Up", started).Text);
    }

    [Fact]
    public async Task The_parameters_do_what_they_say()
    {
        var started = _session.Run($"""
            Start-MetricsMultiplexer -ContainerToPortMap web:{_web.Port}/custom, gone:{MetricsTarget.FreePort()} -ExportTo {_port} -Endpoint /stats `
                -ContainerLabel pod_container -ScrapeInterval 60000 -ExcludeContainer gone -ListenAddress 127.0.0.1 -Strict -ScrapeTimeout 1000 `
                -OnLabelCollision Honor -OnTypeConflict First -StaleFor 5000 -FailOn Any -DrainTimeout 0 -BodySizeLimit 1Mi -LogLevel Debug
            """).Single;

        Assert.Equal(["web"], _session.Run("$input.Containers.Name", started).Text);
        Assert.Equal("pod_container", started.Properties["ContainerLabel"].Value);
        Assert.Equal(TimeSpan.FromMinutes(1), started.Properties["ScrapeInterval"].Value);
        Assert.Equal([$"http://127.0.0.1:{_port}"], _session.Run("$input.Addresses", started).Text);
        Assert.Contains("up{pod_container=\"web\"} 1\n", await _http.GetStringAsync($"http://127.0.0.1:{_port}/stats"), StringComparison.Ordinal);
        Assert.StartsWith("GET /custom HTTP/1.1\r\n", await _web.Requested, StringComparison.Ordinal);
    }

    [Fact]
    public void The_defaults_are_those_documented()
    {
        var started = _session.Run($"Start-MetricsMultiplexer web:{_web.Port} -ExportTo {_port}").Single;

        Assert.Equal("container", started.Properties["ContainerLabel"].Value);
        Assert.Equal(TimeSpan.FromMilliseconds(200), started.Properties["ScrapeInterval"].Value);
        Assert.Equal([$"http://localhost:{_port}"], _session.Run("$input.Addresses", started).Text);
        Assert.Equal($"http://localhost:{_web.Port}/metrics", _session.Run("$input.Containers.Url.ToString()", started).Single.BaseObject);
    }

    [Theory]
    [InlineData("@{{ web = {0} }}", "web")]
    [InlineData("@{{ web = {0}; app = '{1}/metrics' }}", "app web")]
    [InlineData("([ordered]@{{ web = {0}; app = {1} }})", "web app")]
    [InlineData("([pscustomobject]@{{ web = {0}; app = '{1}/metrics' }})", "web app")]
    [InlineData("'web:{0},app:{1}'", "web app")]
    [InlineData("@{{ web = {0} }}, 'app:{1}'", "web app")]
    public void Containers_are_given_as_text_or_as_tables(string map, string containers)
    {
        var started = _session.Run($"Start-MetricsMultiplexer {string.Format(map, _web.Port, _db.Port)} -ExportTo {_port}").Single;

        Assert.Equal(containers.Split(' '), _session.Run("$input.Containers.Name", started).Text);
        Assert.All(_session.Run("$input.Containers.Url.AbsolutePath", started).Text, path => Assert.Equal("/metrics", path));
    }

    [Theory]
    [InlineData("web:8080 -ExportTo 70000", "ValueOutOfRange", "70000", "-ExportTo: \"70000\" is no port.", "Give a number from 1 to 65535.")]
    [InlineData("web:8080 -ExportTo 0", "ValueOutOfRange", "0", "-ExportTo: \"0\" is no port.", "Give a number from 1 to 65535.")]
    [InlineData("web -ExportTo 9100", "InvalidValue", "web", "-ContainerToPortMap: \"web\" has no port.", "Write <container>:<port>, the port a number from 1 to 65535.")]
    [InlineData("web:70000", "ValueOutOfRange", "web:70000", "-ContainerToPortMap: \"web:70000\" has a port out of range.", "Write <container>:<port>, the port a number from 1 to 65535.")]
    [InlineData("@{ web = 'x' }", "InvalidValue", "web:x", "-ContainerToPortMap: \"web:x\" has no port.", "Write <container>:<port>, the port a number from 1 to 65535.")]
    [InlineData("web:1,web:2", "DuplicateContainer", "web", "-ContainerToPortMap: \"web\" is named twice.", "Give each container once, under a name of its own.")]
    [InlineData("web:9100 -ExportTo 9100", "OwnPort", "web:9100", "-ContainerToPortMap: \"web:9100\" is the multiplexer's own port.", "Give the container's port, or choose another with -ExportTo.")]
    [InlineData("web:1 -ExcludeContainer web", "NoContainerLeft", "web", "-ExcludeContainer: \"web\" leaves no container to scrape.", "Keep at least one of those in -ContainerToPortMap.")]
    [InlineData("web:1 -ContainerLabel le", "ReservedLabel", "le", "-ContainerLabel: \"le\" is a label that means something else to Prometheus.", "Give another name, such as container.")]
    [InlineData("web:1 -Endpoint metrics", "InvalidValue", "metrics", "-Endpoint: \"metrics\" does not begin with /.", "Give a path such as /metrics.")]
    public void What_cannot_be_is_refused_and_nothing_starts(string arguments, string id, string target, string message, string remedy)
    {
        var result = _session.Run($"Start-MetricsMultiplexer {arguments}");

        Assert.Empty(result.Output);
        Assert.Equal($"{id},PromMultiplexer.Commands.StartMetricsMultiplexerCommand", result.Error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.InvalidArgument, result.Error.CategoryInfo.Category);
        Assert.Equal(target, result.Error.TargetObject);
        Assert.Equal(message, result.Error.ToString());
        Assert.Equal(remedy, result.Error.ErrorDetails.RecommendedAction);
    }

    [Theory]
    [InlineData("-BodySizeLimit 64MB")]
    [InlineData("-BodySizeLimit '64mb'")]
    [InlineData("-BodySizeLimit (64MB)")]
    [InlineData("-BodySizeLimit 64Mi")]
    [InlineData("-BodySizeLimit 1GB -LineLengthLimit 1.5KB -RequestHeaderSizeLimit 16KB")]
    public void Sizes_are_spelled_as_PowerShell_and_Kubernetes_spell_them(string limits) =>
        Assert.Empty(_session.Run($"Start-MetricsMultiplexer web:1 {limits} -WhatIf").Text);

    [Theory]
    [InlineData("2GB", "\"2147483648\" is too large.")]
    [InlineData("0.3KB", "\"307.2\" is no whole number.")]
    [InlineData("'a crumb'", "\"a crumb\" is no whole number.")]
    public void What_is_no_size_is_refused(string limit, string fault) =>
        Assert.Equal($"-BodySizeLimit: {fault}", _session.Run($"Start-MetricsMultiplexer web:1 -BodySizeLimit {limit} -WhatIf").Error.ToString());

    [Theory]
    [InlineData("ConfigFile")]
    [InlineData("MetricRelabelFile")]
    [InlineData("TargetsFile")]
    [InlineData("WebConfigFile")]
    public void What_is_no_file_is_refused(string parameter)
    {
        var error = _session.Run($"Start-MetricsMultiplexer web:1 -{parameter} Env:PATH -WhatIf").Error;

        Assert.Equal("PathNotFile,PromMultiplexer.Commands.StartMetricsMultiplexerCommand", error.FullyQualifiedErrorId);
        Assert.Equal("Env:PATH is no file, but an item of the provider Environment.", error.ToString());
        Assert.Equal("Give the path of a file.", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void An_address_that_this_machine_does_not_have_is_an_error()
    {
        var error = _session.Run($"Start-MetricsMultiplexer web:{_web.Port} -ExportTo {_port} -ListenAddress 192.0.2.1").Error;

        Assert.Equal("AddressNotAvailable,PromMultiplexer.Commands.StartMetricsMultiplexerCommand", error.FullyQualifiedErrorId);
        Assert.Equal("192.0.2.1", error.TargetObject);
        Assert.Equal("Listen on an address of this machine, or on all of them: *.", error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void A_port_that_is_taken_is_an_error()
    {
        var result = _session.Run($"Start-MetricsMultiplexer web:{_web.Port} -ExportTo {_db.Port}");

        Assert.Empty(result.Output);
        Assert.Equal("PortInUse,PromMultiplexer.Commands.StartMetricsMultiplexerCommand", result.Error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ResourceBusy, result.Error.CategoryInfo.Category);
        Assert.Equal(_db.Port, result.Error.TargetObject);
        Assert.Equal($"Port {_db.Port} is in use already.", result.Error.ToString());
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void What_is_odd_is_a_warning()
    {
        var result = _session.Run($"Start-MetricsMultiplexer web:{_web.Port} -ExcludeContainer sidecar -ExportTo {_port}");

        Assert.Equal("Running", result.Single.Properties["State"].Value);
        Assert.StartsWith("-ExcludeContainer: \"sidecar\" is not in -ContainerToPortMap; ", Assert.Single(result.Warnings), StringComparison.Ordinal);
    }

    [Fact]
    public async Task WhatIf_starts_nothing()
    {
        Assert.Empty(_session.Run($"Start-MetricsMultiplexer web:{_web.Port} -ExportTo {_port} -WhatIf").Text);
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetStringAsync($"http://127.0.0.1:{_port}/metrics"));
    }

    [Fact]
    public async Task Two_run_side_by_side()
    {
        var other = MetricsTarget.FreePort();
        _session.Run($"Start-MetricsMultiplexer web:{_web.Port} -ExportTo {_port}; Start-MetricsMultiplexer db:{_db.Port} -ExportTo {other}").ThrowIfFailed();

        Assert.Contains("up{container=\"web\"} 1\n", await _http.GetStringAsync($"http://127.0.0.1:{_port}/metrics"), StringComparison.Ordinal);
        Assert.Contains("up{container=\"db\"} 2\n", await _http.GetStringAsync($"http://127.0.0.1:{other}/metrics"), StringComparison.Ordinal);
        Assert.Equal([$"{_port}", $"{other}"], _session.Run($"(Get-MetricsMultiplexer {_port}, {other}).Port").Text);

        _session.Run($"Stop-MetricsMultiplexer -Port {other}").ThrowIfFailed();
        Assert.Contains("up{container=\"web\"} 1\n", await _http.GetStringAsync($"http://127.0.0.1:{_port}/metrics"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_log_is_kept_with_the_multiplexer()
    {
        var gone = MetricsTarget.FreePort();
        var started = _session.Run($"Start-MetricsMultiplexer web:{gone} -ExportTo {_port}").Single;
        await _http.GetStringAsync($"http://127.0.0.1:{_port}/metrics");

        var log = _session.Run("$multiplexer = @($input)[0]; $multiplexer.Log[0], $multiplexer.Log[-1]", started).Text.ToArray();
        Assert.Contains("msg=listening", log[0], StringComparison.Ordinal);
        Assert.Contains("level=warn", log[1], StringComparison.Ordinal);
        Assert.Contains("container=web", log[1], StringComparison.Ordinal);
        Assert.Equal(
            $"refused: nobody listens on 127.0.0.1:{gone} or [::1]:{gone}",
            _session.Run("$multiplexer = @($input)[0]; $multiplexer.Containers[0].LastError", started).Single.BaseObject);
    }

    [Fact]
    public async Task Wait_runs_until_it_is_stopped_as_by_Ctrl_C()
    {
        using var waiting = _session.Begin($"Start-MetricsMultiplexer web:{_web.Port} -ExportTo {_port} -Wait; 'after'");
        await _web.Requested;
        Assert.Contains("up{container=\"web\"} 1\n", await _http.GetStringAsync($"http://127.0.0.1:{_port}/metrics"), StringComparison.Ordinal);

        Assert.InRange(await waiting.StopAsync(), TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.Equal(PSInvocationState.Stopped, await waiting.EndAsync());
        Assert.Empty(waiting.Output);
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetStringAsync($"http://127.0.0.1:{_port}/metrics"));
    }

    [Fact]
    public async Task Wait_ends_when_another_session_stops_the_multiplexer()
    {
        using var waiting = _session.Begin($"Start-MetricsMultiplexer web:{_web.Port} -ExportTo {_port} -Wait; 'after'");
        await _web.Requested;
        using var other = new ModuleSession();
        other.Run($"Stop-MetricsMultiplexer -Port {_port}").ThrowIfFailed();

        Assert.Equal(PSInvocationState.Completed, await waiting.EndAsync());
        Assert.Equal("after", Assert.Single(waiting.Output).BaseObject);
    }
}

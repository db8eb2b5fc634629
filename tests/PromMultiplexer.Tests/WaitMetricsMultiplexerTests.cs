using System.Management.Automation;
using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class WaitMetricsMultiplexerTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly MetricsTarget _web = new("up 1\n");
    private readonly int _port = MetricsTarget.FreePort();

    public void Dispose()
    {
        _session.Run($"Get-MetricsMultiplexer -Port {_port} -ErrorAction Ignore | Stop-MetricsMultiplexer");
        _session.Dispose();
        _web.Dispose();
    }

    [Fact]
    public void Ready_is_when_every_container_was_scraped()
    {
        var gone = MetricsTarget.FreePort();
        var states = _session.Run($"""
            $multiplexer = Start-MetricsMultiplexer web:{_web.Port}, gone:{gone} -ExportTo {_port} | Wait-MetricsMultiplexer -PassThru
            $multiplexer.Containers
            """).Text;

        Assert.Equal(["web (up)", "gone (down)"], states);
    }

    [Fact]
    public void A_container_can_be_waited_for()
    {
        var result = _session.Run($"""
            Start-MetricsMultiplexer web:{_web.Port}, gone:{MetricsTarget.FreePort()} -ExportTo {_port} | Out-Null
            Wait-MetricsMultiplexer -Port {_port} -Container web -PassThru
            """);

        Assert.Equal($"http://localhost:{_port}/metrics (Running)", result.Single.ToString());
    }

    [Fact]
    public void A_wait_that_takes_too_long_is_an_error()
    {
        var result = _session.Run($"""
            Start-MetricsMultiplexer web:{_web.Port}, gone:{MetricsTarget.FreePort()} -ExportTo {_port} | Wait-MetricsMultiplexer -For Up -Timeout 0.1 -PassThru
            """);

        Assert.Empty(result.Output);
        Assert.Equal("WaitTimedOut,PromMultiplexer.Commands.WaitMetricsMultiplexerCommand", result.Error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.OperationTimeout, result.Error.CategoryInfo.Category);
        Assert.Equal($"http://localhost:{_port}/metrics was not Up within 0.1 s.", result.Error.ToString());
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public async Task The_end_can_be_waited_for()
    {
        _session.Run($"$multiplexer = Start-MetricsMultiplexer web:{_web.Port} -ExportTo {_port}").ThrowIfFailed();
        using var waiting = _session.Begin("$multiplexer | Wait-MetricsMultiplexer -For Stopped -PassThru");
        using var other = new ModuleSession();
        other.Run($"Stop-MetricsMultiplexer -Port {_port}").ThrowIfFailed();

        Assert.Equal(PSInvocationState.Completed, await waiting.EndAsync());
        Assert.EndsWith("(Stopped)", Assert.Single(waiting.Output).ToString());
    }

    [Theory]
    [InlineData("Up", false)]
    [InlineData("Up", true)]
    [InlineData("Ready", true)]
    public void What_has_stopped_does_not_come_up_whatever_it_was(string condition, bool wasUp)
    {
        var result = _session.Run($"""
            $multiplexer = Start-MetricsMultiplexer web:{(wasUp ? _web.Port : MetricsTarget.FreePort())} -ExportTo {_port} | Wait-MetricsMultiplexer -PassThru
            $multiplexer | Stop-MetricsMultiplexer
            $multiplexer | Wait-MetricsMultiplexer -For {condition} -PassThru
            """);

        Assert.Empty(result.Output);
        Assert.Equal("MultiplexerStopped,PromMultiplexer.Commands.WaitMetricsMultiplexerCommand", result.Error.FullyQualifiedErrorId);
    }

    [Theory]
    [InlineData("-For Up")]
    [InlineData("-Container web")]
    public void Containers_that_are_scraped_on_request_are_not_waited_for(string parameters)
    {
        var result = _session.Run($"""
            $multiplexer = Start-MetricsMultiplexer web:{_web.Port} -ExportTo {_port} -ScrapeInterval 0
            $multiplexer | Wait-MetricsMultiplexer {parameters} -PassThru -Timeout 20
            """);

        Assert.Empty(result.Output);
        Assert.Equal("ScrapedOnRequest,PromMultiplexer.Commands.WaitMetricsMultiplexerCommand", result.Error.FullyQualifiedErrorId);
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void What_is_scraped_on_request_is_ready_at_once_and_up_once_somebody_has_asked()
    {
        var result = _session.Run($"""
            $multiplexer = Start-MetricsMultiplexer web:{_web.Port} -ExportTo {_port} -ScrapeInterval 0
            $multiplexer | Wait-MetricsMultiplexer -PassThru
            $null = [Net.Http.HttpClient]::new().GetStringAsync($multiplexer.Url).GetAwaiter().GetResult()
            $multiplexer | Wait-MetricsMultiplexer -For Up -PassThru
            """);

        result.ThrowIfFailed();
        Assert.Equal(2, result.Output.Count);
    }

    [Fact]
    public async Task Ctrl_C_ends_the_wait_at_once()
    {
        _session.Run($"$multiplexer = Start-MetricsMultiplexer web:{_web.Port} -ExportTo {_port}").ThrowIfFailed();
        using var waiting = _session.Begin("'waiting'; $multiplexer | Wait-MetricsMultiplexer -For Stopped");
        while (waiting.Output.Count == 0)
        {
            await Task.Yield();
        }

        Assert.InRange(await waiting.StopAsync(), TimeSpan.Zero, TimeSpan.FromSeconds(4));
        Assert.Equal(PSInvocationState.Stopped, await waiting.EndAsync());
    }

    [Theory]
    [InlineData("-Port 1", "MultiplexerNotFound")]
    [InlineData("-Port {0} -Container nobody", "ContainerNotFound")]
    public void What_is_not_there_is_an_error(string parameters, string id)
    {
        var result = _session.Run($"""
            $null = Start-MetricsMultiplexer web:{_web.Port} -ExportTo {_port}
            Wait-MetricsMultiplexer {parameters.Replace("{0}", $"{_port}")}
            """);

        Assert.StartsWith($"{id},", result.Error.FullyQualifiedErrorId);
        Assert.NotEmpty(result.Error.ErrorDetails.RecommendedAction);
    }
}

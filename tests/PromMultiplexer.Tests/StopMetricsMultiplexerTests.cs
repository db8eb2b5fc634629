using System.Management.Automation;
using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class StopMetricsMultiplexerTests : IDisposable
{
    private readonly ModuleSession _session = new();
    private readonly MetricsTarget _web = new("up 1\n");
    private readonly HttpClient _http = new() { Timeout = Patience.ForEvents };
    private readonly int _port = MetricsTarget.FreePort();

    public StopMetricsMultiplexerTests() => _session.Run($"$multiplexer = Start-MetricsMultiplexer web:{_web.Port} -ExportTo {_port}").ThrowIfFailed();

    public void Dispose()
    {
        _session.Run("$multiplexer | Stop-MetricsMultiplexer");
        _session.Dispose();
        _web.Dispose();
        _http.Dispose();
    }

    [Theory]
    [InlineData("$multiplexer | Stop-MetricsMultiplexer")]
    [InlineData("Stop-MetricsMultiplexer $multiplexer")]
    [InlineData("Get-MetricsMultiplexer -Port {0} | Stop-MetricsMultiplexer")]
    [InlineData("Stop-MetricsMultiplexer -Port {0}")]
    public async Task It_stops_and_is_no_longer_there(string script)
    {
        Assert.Empty(_session.Run(string.Format(script, _port)).Text);

        Assert.Equal("Stopped", _session.Run("$multiplexer.State").Single.BaseObject);
        Assert.Empty(_session.Run($"Get-MetricsMultiplexer | Where-Object Port -EQ {_port}").Text);
        await Assert.ThrowsAsync<HttpRequestException>(() => _http.GetStringAsync($"http://127.0.0.1:{_port}/metrics"));
    }

    [Fact]
    public void PassThru_answers_what_was_stopped() =>
        Assert.Equal("Stopped", _session.Run("($multiplexer | Stop-MetricsMultiplexer -PassThru).State").Single.BaseObject);

    [Fact]
    public void WhatIf_stops_nothing_and_passes_nothing_on()
    {
        Assert.Empty(_session.Run("$multiplexer | Stop-MetricsMultiplexer -WhatIf -PassThru").Output);
        Assert.Equal("Running", _session.Run("$multiplexer.State").Single.BaseObject);
    }

    [Fact]
    public void Stopping_what_has_stopped_is_no_error() =>
        Assert.Equal("Stopped", _session.Run("$multiplexer | Stop-MetricsMultiplexer; ($multiplexer | Stop-MetricsMultiplexer -PassThru).State").Single.BaseObject);

    [Theory]
    [InlineData("Get")]
    [InlineData("Stop")]
    public void A_port_that_nobody_serves_on_is_an_error(string verb)
    {
        var error = _session.Run($"{verb}-MetricsMultiplexer -Port 1").Error;

        Assert.Equal($"MultiplexerNotFound,PromMultiplexer.Commands.{verb}MetricsMultiplexerCommand", error.FullyQualifiedErrorId);
        Assert.Equal(ErrorCategory.ObjectNotFound, error.CategoryInfo.Category);
        Assert.Equal(1, error.TargetObject);
        Assert.Equal("No multiplexer of this process serves on port 1.", error.ToString());
        Assert.NotEmpty(error.ErrorDetails.RecommendedAction);
    }

    [Fact]
    public void Ports_are_completed()
    {
        var line = $"Stop-MetricsMultiplexer -Port {_port.ToString()[..2]}";

        Assert.Contains(
            $"{_port}",
            _session.Run($"[Management.Automation.CommandCompletion]::CompleteInput('{line}', {line.Length}, $null).CompletionMatches.CompletionText").Text);
    }
}

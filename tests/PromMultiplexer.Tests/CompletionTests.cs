using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class CompletionTests : IDisposable
{
    private const string Page = "# HELP http_requests_total Requests.\nhttp_requests_total{code=\"200\",method=\"get\"} 1\nhttp_requests_total{code=\"503\",method=\"get\"} 1\nup 1\n";

    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("Select-MetricSample -Name h", "http_requests_total")]
    [InlineData("Select-MetricSample -Name ", "http_requests_total", "up")]
    [InlineData("Select-MetricSample http", "'http_requests_total'")]
    [InlineData("Select-MetricSample 'http_requests_total{c", "'http_requests_total{code=\"'")]
    [InlineData("Select-MetricSample 'http_requests_total{code=\"", "'http_requests_total{code=\"200\"}'", "'http_requests_total{code=\"503\"}'")]
    [InlineData("Select-MetricSample 'http_requests_total{code=~\"5", "'http_requests_total{code=~\"503\"}'")]
    [InlineData("Select-MetricSample '{code=\"200\",m", "'{code=\"200\",method=\"'")]
    [InlineData("Compare-Metrics $x u", "'up'")]
    [InlineData("Watch-Metrics web:1 -Name u", "up")]
    [InlineData("Test-Metrics -ExcludeRule Re", "ReservedLabel", "ReservedSuffix")]
    [InlineData("ConvertTo-Metrics -Format P", "Protobuf", "ProtobufCompactText", "ProtobufText")]
    [InlineData("Invoke-MetricsScrape x -Protocol O", "OpenMetrics001", "OpenMetrics100")]
    [InlineData("Measure-Metrics -By ", "Family", "Label", "Total")]
    [InlineData("Wait-MetricsMultiplexer -For ", "Ready", "Stopped", "Up")]
    public void Completes(string line, params string[] expected)
    {
        _session.Run("$null = $input | ConvertFrom-Metrics", Page).ThrowIfFailed();

        Assert.Equal(expected.Order(StringComparer.Ordinal), Complete(line).Order(StringComparer.Ordinal));
    }

    [Fact]
    public void Completes_what_runs()
    {
        using var web = new MetricsTarget("up 1\n");
        var port = MetricsTarget.FreePort();
        _session.Run($"$multiplexer = Start-MetricsMultiplexer \"web:{web.Port}/stats?a=b\" -ExportTo {port}").ThrowIfFailed();
        try
        {
            Assert.Equal(["web"], Complete("Wait-MetricsMultiplexer -Container w"));
            Assert.Contains($"{port}", Complete("Wait-MetricsMultiplexer -Port "));
            Assert.Equal([$"http://localhost:{port}/metrics"], Complete($"Invoke-MetricsScrape http://localhost:{port}"));
            Assert.Equal([$"'web:{web.Port}/stats?a=b'"], Complete($"Watch-Metrics web:{web.Port}"));
        }
        finally
        {
            _session.Run("$multiplexer | Stop-MetricsMultiplexer").ThrowIfFailed();
        }
    }

    private IEnumerable<string> Complete(string line) =>
        _session.Run("$line = @($input)[0]; (TabExpansion2 $line $line.Length).CompletionMatches.CompletionText", line).Text;
}

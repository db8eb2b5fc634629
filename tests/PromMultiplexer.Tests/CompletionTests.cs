using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class CompletionTests : IDisposable
{
    private const string Names = """
        # TYPE latency histogram
        latency_bucket{le="0.5"} 1
        latency_bucket{le="+Inf"} 1
        latency_sum 1
        latency_count 1
        # TYPE wait summary
        wait{quantile="0.9"} 1
        wait_sum 1
        wait_count 1
        {"my.metric","la.bel"="x",zone="a \"b\""} 1
        {"my other metric","sp ace"="y"} 1

        """;

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
    [InlineData("Select-MetricSample \"http", "'http_requests_total'")]
    [InlineData("Select-MetricSample \"{code=`\"5", "'{code=\"503\"}'")]
    [InlineData("Select-MetricSample \"{code=\"\"5\"", "'{code=\"503\"}'")]
    [InlineData("Select-MetricSample '{code=", "'{code=\"200\"}'", "'{code=\"503\"}'")]
    [InlineData("Select-MetricSample 'up{code=200,", "'up{code=200,code=\"'", "'up{code=200,method=\"'")]
    [InlineData("Select-MetricSample 'up{a b")]
    [InlineData("Select-MetricSample -Name 'u", "up")]
    [InlineData("Test-Metrics -ExcludeRule Re", "ReservedLabel", "ReservedSuffix")]
    [InlineData("Test-Metrics -ExcludeRule 'Re", "ReservedLabel", "ReservedSuffix")]
    [InlineData("Test-Metrics -ExcludeRule \"Re", "ReservedLabel", "ReservedSuffix")]
    [InlineData("Test-Metrics -ExcludeRule S", "SnakeCase", "Specification", "Syntax")]
    [InlineData("Start-MetricsMultiplexer -ScrapeProtocol 'OpenMetricsText1", "OpenMetricsText1.0.0")]
    [InlineData("Start-MetricsMultiplexer -ScrapeProtocol \"OpenMetricsText1", "OpenMetricsText1.0.0")]
    [InlineData("Start-MetricsMultiplexer -ScrapeProtocol n")]
    [InlineData("Start-MetricsMultiplexer -FallbackScrapeProtocol n", "none")]
    [InlineData("ConvertTo-Metrics -Format P", "Protobuf", "ProtobufCompactText", "ProtobufText")]
    [InlineData("Invoke-MetricsScrape x -Protocol O", "OpenMetrics001", "OpenMetrics100")]
    [InlineData("Measure-Metrics -By ", "Family", "Label", "Total")]
    [InlineData("Wait-MetricsMultiplexer -For ", "Ready", "Stopped", "Up")]
    public void Completes(string line, params string[] expected)
    {
        _session.Run("$null = $input | ConvertFrom-Metrics", Page).ThrowIfFailed();

        Assert.Equal(expected.Order(StringComparer.Ordinal), Complete(line).Order(StringComparer.Ordinal));
    }

    [Theory]
    [InlineData("Select-MetricSample l", "'latency_bucket'", "'latency_count'", "'latency_sum'")]
    [InlineData("Select-MetricSample w", "'wait'", "'wait_count'", "'wait_sum'")]
    [InlineData("Select-MetricSample '{le=\"", "'{le=\"+Inf\"}'", "'{le=\"0.5\"}'")]
    [InlineData("Select-MetricSample '{le=~\"", "'{le=~\"\\\\+Inf\"}'", "'{le=~\"0\\\\.5\"}'")]
    [InlineData("Select-MetricSample '{q", "'{quantile=\"'")]
    [InlineData("Select-MetricSample my", "'{\"my other metric\"}'", "'{\"my.metric\"}'")]
    [InlineData("Select-MetricSample '{\"my.", "'{\"my.metric\"}'")]
    [InlineData("Select-MetricSample '{l", "'{\"la.bel\"=\"'", "'{le=\"'")]
    [InlineData("Select-MetricSample '{\"sp", "'{\"sp ace\"=\"'")]
    [InlineData("Select-MetricSample '{\"sp ace\"=\"", "'{\"sp ace\"=\"y\"}'")]
    [InlineData("Select-MetricSample '{\"my.metric\",z", "'{\"my.metric\",zone=\"'")]
    [InlineData("Select-MetricSample '{zone=\"", "'{zone=\"a \\\"b\\\"\"}'")]
    [InlineData("Select-MetricSample -Name my", "'my other metric'", "my.metric")]
    [InlineData("Select-MetricSample -Name 'my o", "'my other metric'")]
    [InlineData("Select-MetricSample -Name l", "latency")]
    public void What_it_completes_to_chooses_something(string line, params string[] expected)
    {
        _session.Run("$families = $input | ConvertFrom-Metrics -Format 'text/plain; version=1.0.0'", Names).ThrowIfFailed();

        Assert.Equal(expected.Order(StringComparer.Ordinal), Complete(line).Order(StringComparer.Ordinal));
        foreach (var word in expected.Where(word => !word.EndsWith("=\"'", StringComparison.Ordinal)))
        {
            var command = line.Contains("-Name") ? "Select-MetricSample -Name" : "Select-MetricSample";
            Assert.NotEmpty(_session.Run($"$families | {command} {word}").Text);
        }
    }

    [Fact]
    public void Completes_targets_that_can_be_scraped()
    {
        var port = MetricsTarget.FreePort();
        var config = Path.GetTempFileName();
        File.WriteAllText(config, """
            containers:
              - { name: here, port: 8080, path: /a }
              - { name: far, port: 8081, host: far.invalid }
              - { name: safe, port: 8082, scheme: https }
              - { name: socket, unix_socket: /tmp/no.sock }
            """);
        _session.Run($"$multiplexer = Start-MetricsMultiplexer -ConfigFile '{config}' -ExportTo {port} -ScrapeInterval 0").ThrowIfFailed();
        try
        {
            Assert.Equal(["here:8080/a"], Complete("Invoke-MetricsScrape here"));
            Assert.Equal(["http://far.invalid:8081/metrics"], Complete("Invoke-MetricsScrape http://far"));
            Assert.Equal(["https://localhost:8082/metrics"], Complete("Invoke-MetricsScrape https://localhost:8082"));
            Assert.Equal(["socket:unix:/tmp/no.sock:/metrics"], Complete("Invoke-MetricsScrape socket"));
            Assert.Empty(Complete("Invoke-MetricsScrape far"));
            Assert.Empty(Complete("Invoke-MetricsScrape safe"));
            Assert.Equal([$"{port}"], Complete($"Wait-MetricsMultiplexer -Port \"{port}"));
        }
        finally
        {
            _session.Run("$multiplexer | Stop-MetricsMultiplexer").ThrowIfFailed();
            File.Delete(config);
        }
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
        _session.Run("$line = @($input)[0]; (TabExpansion2 $line $line.Length).CompletionMatches | ForEach-Object CompletionText", line).Text;
}

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>Three real exporters, and the sidecar over them.</summary>
public sealed class Pod : IAsyncLifetime
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("pod-");
    private RunningProgram? _redisServer;
    private Sidecar? _sidecar;

    internal Exporter Node { get; private set; } = null!;

    internal Exporter Redis { get; private set; } = null!;

    internal Exporter Prometheus { get; private set; } = null!;

    internal IReadOnlyList<Exporter> Exporters { get; private set; } = [];

    internal Sidecar Sidecar => _sidecar!;

    /// <summary>Starts everything and waits until all containers are on the page.</summary>
    public async Task InitializeAsync()
    {
        // The fixture is made for tests that are skipped, too.
        if (RealProgram.WhyNot() is not null)
        {
            return;
        }

        var redisSocket = Path.Combine(_folder.FullName, "redis");
        Node = new("node", RealProgram.NodeExporter, "promhttp_metric_handler_requests_total", address => [$"--web.listen-address={address}"]);
        Redis = new(
            "redis", RealProgram.RedisExporter, "redis_exporter_scrapes_total",
            address => [$"-web.listen-address={address}", $"-redis.addr=unix://{redisSocket}"]);
        Prometheus = new(
            "prometheus", RealProgram.Prometheus, "promhttp_metric_handler_requests_total",
            address => PrometheusServer.Arguments(_folder.FullName, address, "global: {}"));
        Exporters = [Node, Redis, Prometheus];

        _redisServer = RunningProgram.Start(
            RealProgram.RedisServer.Command, "--port", "0", "--unixsocket", redisSocket, "--save", "", "--dir", _folder.FullName);
        await Task.WhenAll(Exporters.Select(exporter => exporter.StartAsync()));
        _sidecar = await Sidecar.StartAsync(Exporters.Select(exporter => exporter.NameAndPort));
        await Eventually.PassesAsync(async () =>
        {
            var page = await Page.GetAsync(Sidecar.Url);
            Assert.All(Exporters, exporter => Assert.Equal(1, page.Own("multiplexer_container_up", exporter.Name)));
            Assert.Contains(page.Of("redis"), sample => sample is { Name: "redis_up", Value: "1" });
        });
    }

    /// <summary>Ends everything, in whatever state it is.</summary>
    public async Task DisposeAsync()
    {
        foreach (var program in (IEnumerable<IAsyncDisposable?>)[_sidecar, .. Exporters, _redisServer])
        {
            if (program is not null)
            {
                await program.DisposeAsync();
            }
        }

        _folder.Delete(recursive: true);
    }
}

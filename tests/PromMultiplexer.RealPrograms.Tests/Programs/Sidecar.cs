namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>
/// The sidecar over some containers: as it was built, or, where the environment variable METRICS_MULTIPLEXER_SIDECAR
/// names one, as the executable that it was published as.
/// </summary>
internal sealed class Sidecar : IAsyncDisposable
{
    private const string Executable = "METRICS_MULTIPLEXER_SIDECAR";

    private readonly ReservedPort _port = new();

    private Sidecar(IEnumerable<string> containers, params string[] flags)
    {
        string[] arguments =
            [$"--export_to={_port.Number}", "--listen_address=127.0.0.1", .. containers.Select(container => $"--container_to_port_map={container}"), .. flags];
        Program = Environment.GetEnvironmentVariable(Executable) is { Length: > 0 } executable
            ? RunningProgram.Start(executable, arguments)
            : RunningProgram.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "metrics-multiplexer-sidecar.dll"), .. arguments]);
    }

    public RunningProgram Program { get; }

    public string Address => _port.Address;

    public string Url => $"http://{Address}/metrics";

    /// <summary>Starts the sidecar and waits until it serves.</summary>
    /// <param name="containers">Name and port of each, as in the flag.</param>
    public static Task<Sidecar> StartAsync(params IEnumerable<string> containers) => StartAsync(new Sidecar(containers));

    /// <summary>Starts one that asks containers for protobuf before anything else.</summary>
    /// <param name="containers">Name and port of each, as in the flag.</param>
    public static Task<Sidecar> StartWithProtobufAsync(params IEnumerable<string> containers) =>
        StartAsync(new Sidecar(containers, "--scrape_protocols=PrometheusProto,OpenMetricsText1.0.0,PrometheusText0.0.4"));

    private static async Task<Sidecar> StartAsync(Sidecar sidecar)
    {
        await sidecar.Program.UntilAnsweredAsync(sidecar.Url);
        return sidecar;
    }

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        _port.Dispose();
    }
}

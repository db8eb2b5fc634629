namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>
/// The sidecar over some containers: as it was built, or, where the environment variable METRICS_MULTIPLEXER_SIDECAR
/// names one, as the executable that it was published as.
/// </summary>
internal sealed class Sidecar : IAsyncDisposable
{
    private const string Executable = "METRICS_MULTIPLEXER_SIDECAR";

    private readonly ReservedPort _port = new();

    private Sidecar(IEnumerable<string> containers)
    {
        string[] arguments = [$"--export_to={_port.Number}", "--listen_address=127.0.0.1", .. containers.Select(container => $"--container_to_port_map={container}")];
        Program = Environment.GetEnvironmentVariable(Executable) is { Length: > 0 } executable
            ? RunningProgram.Start(executable, arguments)
            : RunningProgram.Start("dotnet", [Path.Combine(AppContext.BaseDirectory, "metrics-multiplexer-sidecar.dll"), .. arguments]);
    }

    public RunningProgram Program { get; }

    public string Address => _port.Address;

    public string Url => $"http://{Address}/metrics";

    /// <summary>Starts the sidecar and waits until it serves.</summary>
    /// <param name="containers">Name and port of each, as in the flag.</param>
    public static async Task<Sidecar> StartAsync(params IEnumerable<string> containers)
    {
        var sidecar = new Sidecar(containers);
        await sidecar.Program.UntilAnsweredAsync(sidecar.Url);
        return sidecar;
    }

    public async ValueTask DisposeAsync()
    {
        await Program.DisposeAsync();
        _port.Dispose();
    }
}

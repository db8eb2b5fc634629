namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>A real program that exports metrics, in the role of a container.</summary>
/// <param name="name">The container's name.</param>
/// <param name="program">What to start.</param>
/// <param name="scrapes">The counter with which the program counts how often it was scraped.</param>
/// <param name="arguments">The arguments, given the address to listen on.</param>
internal sealed class Exporter(string name, RealProgram program, string scrapes, Func<string, string[]> arguments) : IAsyncDisposable
{
    private readonly ReservedPort _port = new();
    private RunningProgram? _running;

    public string Name => name;

    public string Scrapes => scrapes;

    public string Address => _port.Address;

    public string Url => $"http://{Address}/metrics";

    /// <summary>Name and port, as the flag has them.</summary>
    public string NameAndPort => $"{name}:{_port.Number}";

    public async Task StartAsync()
    {
        _running = RunningProgram.Start(program.Command, arguments(Address));
        await _running.UntilAnsweredAsync(Url);
    }

    public Task KillAsync() => _running!.KillAsync();

    public async ValueTask DisposeAsync()
    {
        if (_running is not null)
        {
            await _running.DisposeAsync();
        }

        _port.Dispose();
    }
}

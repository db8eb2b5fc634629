using System.Net;
using System.Net.Sockets;
using PromMultiplexer.Engine;
using PromMultiplexer.SamplePod;

// A Pod with three containers, all in this process, and the multiplexer over them. The flags are those of the sidecar.
using var termination = new TerminationSignal();
SampleContainer[] containers = [new Shop(), new Checkout(), new Cache()];
int[] ports = [.. containers.Select(_ => FreePort())];

var commandLine = CommandLine.Read(
    [.. containers.Zip(ports, (container, port) => $"--container_to_port_map={container.Name}:{port}"), .. args],
    defaults: new MultiplexerOptions { ListenAddress = "localhost", LogLevel = LogLevel.Warn });
if (commandLine.Problem is { } problem)
{
    Console.Error.WriteLine(problem);
    return 2;
}

if (commandLine.Options is not { } options)
{
    Console.Out.Write(commandLine.Text);
    return 0;
}

var log = StartLog.Open(options, Console.Error);
foreach (var warning in commandLine.Warnings)
{
    log.CheckFlags(warning, FlagNaming.CommandLine);
}

var random = new Random();
using var work = new Timer(_ => Work(times: 3), state: null, TimeSpan.Zero, TimeSpan.FromMilliseconds(100));
Work(times: 1000);
foreach (var (container, port) in containers.Zip(ports))
{
    container.CreateExporter(port).Start();
    Console.WriteLine($"{container.Name,-9} http://localhost:{port}/metrics");
}

await using var multiplexer = await StartAsync(options);
using var hangUp = commandLine.Source is { HasFiles: true } ? new HangUpSignal(multiplexer.Reload) : null;
Console.WriteLine($"{"merged",-9} {multiplexer.Url}");

using var client = new HttpClient();
try
{
    using var answer = await client.GetAsync(multiplexer.Url);
    var page = (await answer.Content.ReadAsStringAsync()).Split('\n');
    Print("The page begins", page.Take(12));
    Print("A family that all three have", page.Where(line => line.Contains("http_requests_total", StringComparison.Ordinal)));
}
catch (HttpRequestException failure)
{
    // With a certificate of one's own, for example.
    Console.WriteLine($"\nThe page is for others to read: {failure.Message}");
}

Console.WriteLine("\nCtrl+C stops.");
await termination.Received;
Console.WriteLine("Stopping.");
await multiplexer.LingerAsync();
return 0;

// One at a time: a slow machine must not pile up work.
void Work(int times)
{
    lock (random)
    {
        for (var time = 0; time < times; time++)
        {
            foreach (var container in containers)
            {
                container.Work(random);
            }
        }
    }
}

async Task<Multiplexer> StartAsync(MultiplexerOptions options)
{
    try
    {
        return await Multiplexer.StartAsync(options, log, commandLine.Source);
    }
    catch (MultiplexerStartException failure) when (failure.Error == MultiplexerStartError.PortInUse)
    {
        Console.WriteLine($"Port {options.ExportTo} is in use, so this takes a free one.");
        return await Multiplexer.StartAsync(options with { ExportTo = 0 }, log, commandLine.Source);
    }
}

// HttpListener, which the exporters stand on, cannot look for a free port itself.
static int FreePort()
{
    using var listener = new TcpListener(IPAddress.Loopback, 0);
    listener.Start();
    return ((IPEndPoint)listener.LocalEndpoint).Port;
}

static void Print(string title, IEnumerable<string> lines)
{
    Console.WriteLine($"\n{title}:");
    foreach (var line in lines)
    {
        Console.WriteLine($"  {line}");
    }
}

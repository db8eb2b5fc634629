using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;

namespace PromMultiplexer.Load;

/// <summary>The multiplexer's process.</summary>
internal sealed class Subject : IAsyncDisposable
{
    private readonly Process _process;
    private readonly Stopwatch _sinceStart = Stopwatch.StartNew();

    public Subject(Load load, IReadOnlyList<FakeTarget> targets, Cgroup? cgroup)
    {
        Port = FreePort();
        var flags = targets.Select((target, i) => $"--container_to_port_map=container-{i}:{target.Port}")
            .Append($"--export_to={Port}")
            .Concat(load.IsOriginal ? OriginalFlags(load) : Flags(load));
        var start = new ProcessStartInfo("/bin/sh", ["-c", $"{cgroup?.Enter}exec \"$@\"", "sh", .. load.Command, .. flags]) { RedirectStandardOutput = true };
        _process = Process.Start(start)!;
        _process.OutputDataReceived += (_, line) => Allocated = long.TryParse(line.Data, CultureInfo.InvariantCulture, out var bytes) ? bytes : Allocated;
        _process.BeginOutputReadLine();
    }

    public int Port { get; }

    /// <summary>The bytes that the process has allocated since its start; 0 where it does not tell.</summary>
    public long Allocated { get; private set; }

    public bool IsAlive => !_process.HasExited;

    public Usage Usage => Usage.Of(_process.Id);

    /// <summary>Waits for the first page.</summary>
    /// <returns>How long it took from the start of the process.</returns>
    public async Task<TimeSpan> FirstPageAsync(PageReader reader)
    {
        while (true)
        {
            try
            {
                await reader.ReadAsync();
                return _sinceStart.Elapsed;
            }
            catch (HttpRequestException) when (IsAlive && _sinceStart.Elapsed < TimeSpan.FromMinutes(2))
            {
                await Task.Delay(1);
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (IsAlive)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
    }

    private static IEnumerable<string> Flags(Load load)
    {
        yield return "--listen_address=127.0.0.1";
        yield return $"--scrape_interval={load.IntervalMilliseconds}";
        if (load.Mebibytes == 0)
        {
            // Within a limit on memory the default follows from it, and is what is to be measured.
            yield return "--body_size_limit=512Mi";
        }

        if (load.HasTrouble)
        {
            // Soon enough to happen often.
            yield return "--scrape_timeout=500";
        }
    }

    // Its containers share one clock, of which each tick is for one of them.
    private static IEnumerable<string> OriginalFlags(Load load) => [$"--scrape_interval={load.IntervalMilliseconds / load.Containers}"];

    private static int FreePort()
    {
        using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        return ((IPEndPoint)socket.LocalEndPoint!).Port;
    }
}

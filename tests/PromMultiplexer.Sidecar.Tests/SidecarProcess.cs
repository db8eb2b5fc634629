using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Threading.Channels;

namespace PromMultiplexer.Sidecar.Tests;

/// <summary>
/// The real program in a process of its own: as it was built, or, where the environment variable
/// METRICS_MULTIPLEXER_SIDECAR names one, as the executable that it was published as.
/// </summary>
internal sealed class SidecarProcess : IAsyncDisposable
{
    private const int SigHup = 1;
    private const int SigTerm = 15;

    // Longer than any test takes: to end one that hangs, not to time one.
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(60);

    private readonly Process _process;
    private readonly Task<string> _stdout;
    private readonly Task _stderr;
    private readonly Channel<string> _lines = Channel.CreateUnbounded<string>();
    private readonly CancellationTokenSource _impatience = new(Patience);

    private SidecarProcess(Process process)
    {
        _process = process;
        _stdout = process.StandardOutput.ReadToEndAsync();
        _stderr = ReadLinesAsync(process.StandardError);
    }

    /// <summary>Starts the program.</summary>
    public static SidecarProcess Start(params IEnumerable<string> arguments) => Start([], arguments);

    /// <summary>Starts the program with more in its environment.</summary>
    public static SidecarProcess Start(IEnumerable<(string Name, string Value)> environment, params IEnumerable<string> arguments) =>
        Start(environment, [.. Program, .. arguments]);

    /// <summary>Runs the program to its end.</summary>
    public static Task<(int ExitCode, string Stdout, string[] Stderr)> RunAsync(params IEnumerable<string> arguments) =>
        EndAsync(Start(arguments));

    /// <summary>Runs the program to its end from a shell.</summary>
    /// <param name="redirection">Where the shell leads its output.</param>
    /// <param name="arguments">The program's arguments.</param>
    public static Task<(int ExitCode, string Stdout, string[] Stderr)> RunInShellAsync(string redirection, params IEnumerable<string> arguments) =>
        EndAsync(Start([], ["/bin/sh", "-c", $"exec \"$@\" {redirection}", "sh", .. Program, .. arguments]));

    private static string[] Program => Environment.GetEnvironmentVariable("METRICS_MULTIPLEXER_SIDECAR") is { Length: > 0 } executable
        ? [executable]
        : ["dotnet", Path.Combine(AppContext.BaseDirectory, "metrics-multiplexer-sidecar.dll")];

    private static SidecarProcess Start(IEnumerable<(string Name, string Value)> environment, string[] command)
    {
        var start = new ProcessStartInfo(command[0], command[1..])
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            RedirectStandardInput = true,
        };
        foreach (var (name, value) in environment)
        {
            start.Environment[name] = value;
        }

        return new SidecarProcess(Process.Start(start)!);
    }

    private static async Task<(int ExitCode, string Stdout, string[] Stderr)> EndAsync(SidecarProcess process)
    {
        await using (process)
        {
            return await process.EndAsync();
        }
    }

    /// <summary>Waits for the next line on stderr that contains a text, and returns it.</summary>
    public async Task<string> LineAsync(string text)
    {
        var before = new List<string>();
        await foreach (var line in _lines.Reader.ReadAllAsync(_impatience.Token))
        {
            if (line.Contains(text, StringComparison.Ordinal))
            {
                return line;
            }

            before.Add(line);
        }

        throw new InvalidOperationException($"The program ended without a line with '{text}'. Its lines were:\n{string.Join('\n', before)}");
    }

    /// <summary>Waits for something that the program does before it ends.</summary>
    public async Task UntilAsync(Task done)
    {
        await Task.WhenAny(done, _process.WaitForExitAsync(_impatience.Token));
        Assert.True(done.IsCompletedSuccessfully, "The program ended, or did nothing for too long.");
    }

    /// <summary>Asks the program to end, as Kubernetes does.</summary>
    public void Terminate() => Assert.Equal(0, Kill(_process.Id, SigTerm));

    /// <summary>Asks the program to read its files again.</summary>
    public void HangUp() => Assert.Equal(0, Kill(_process.Id, SigHup));

    /// <summary>Waits for the program to end. The lines are those that nobody has waited for.</summary>
    public async Task<(int ExitCode, string Stdout, string[] Stderr)> EndAsync()
    {
        await _process.WaitForExitAsync(_impatience.Token);
        await _stderr;
        return (_process.ExitCode, await _stdout, await _lines.Reader.ReadAllAsync().ToArrayAsync());
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            _process.Kill();
        }

        await _process.WaitForExitAsync();
        _process.Dispose();
        _impatience.Dispose();
    }

    private async Task ReadLinesAsync(StreamReader reader)
    {
        while (await reader.ReadLineAsync() is { } line)
        {
            _lines.Writer.TryWrite(line);
        }

        _lines.Writer.Complete();
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}

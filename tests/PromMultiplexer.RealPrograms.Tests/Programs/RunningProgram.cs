using System.Collections.Concurrent;
using System.Diagnostics;
using System.Runtime.InteropServices;

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>A program in a process of its own, which ends with the test at the latest.</summary>
internal sealed class RunningProgram : IAsyncDisposable
{
    private const int SigTerm = 15;

    private readonly Process _process;
    private readonly ConcurrentQueue<string> _output = new();

    private RunningProgram(Process process)
    {
        _process = process;
        process.OutputDataReceived += (_, line) => Keep(line.Data);
        process.ErrorDataReceived += (_, line) => Keep(line.Data);
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
    }

    /// <summary>What the program has written so far, to stdout and stderr.</summary>
    public IReadOnlyCollection<string> Output => _output;

    public static RunningProgram Start(string command, params IEnumerable<string> arguments)
    {
        var start = new ProcessStartInfo(command, arguments) { RedirectStandardOutput = true, RedirectStandardError = true };
        return new RunningProgram(Process.Start(start)!);
    }

    /// <summary>Waits until the program answers a URL.</summary>
    public Task UntilAnsweredAsync(string url) => Eventually.PassesAsync(async () =>
    {
        if (_process.HasExited)
        {
            throw new InvalidOperationException($"The program ended with {_process.ExitCode}:\n{string.Join('\n', Output)}");
        }

        await Http.GetAsync(url);
    });

    /// <summary>Asks the program to end, as Kubernetes does, and waits for its exit code.</summary>
    public async Task<int> TerminateAsync()
    {
        Assert.Equal(0, Kill(_process.Id, SigTerm));
        return await ExitCodeAsync();
    }

    /// <summary>Ends the program, which is not asked.</summary>
    public async Task KillAsync()
    {
        _process.Kill();
        await ExitCodeAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (!_process.HasExited)
        {
            await KillAsync();
        }

        _process.Dispose();
    }

    private async Task<int> ExitCodeAsync()
    {
        using var impatience = new CancellationTokenSource(Eventually.Patience);
        await _process.WaitForExitAsync(impatience.Token);
        return _process.ExitCode;
    }

    private void Keep(string? line)
    {
        if (line is not null)
        {
            _output.Enqueue(line);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);
}

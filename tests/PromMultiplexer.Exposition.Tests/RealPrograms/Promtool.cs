using System.Diagnostics;

namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>Prometheus' own checker of text pages.</summary>
internal static class Promtool
{
    /// <summary>It says this with its exit code where it could read the page but does not like the names in it.</summary>
    private const int Lint = 3;

    /// <summary>Why promtool cannot read a page; <see langword="null"/> where it can, whatever it thinks of the names.</summary>
    public static async Task<string?> RefusalAsync(string program, byte[] page)
    {
        var (exitCode, output) = await CheckAsync(program, page);
        return exitCode is 0 or Lint ? null : $"exit code {exitCode}: {output}";
    }

    /// <summary>What promtool thinks of the names on a page, a line each.</summary>
    public static async Task<string> OutputAsync(string program, byte[] page) => (await CheckAsync(program, page)).Output;

    private static async Task<(int ExitCode, string Output)> CheckAsync(string program, byte[] page)
    {
        var start = new ProcessStartInfo(program) { RedirectStandardInput = true, RedirectStandardOutput = true, RedirectStandardError = true };
        start.ArgumentList.Add("check");
        start.ArgumentList.Add("metrics");
        using var process = Process.Start(start)!;
        var output = process.StandardOutput.ReadToEndAsync();
        var error = process.StandardError.ReadToEndAsync();
        await process.StandardInput.BaseStream.WriteAsync(page);
        process.StandardInput.Close();
        await process.WaitForExitAsync();
        return (process.ExitCode, await output + await error);
    }
}

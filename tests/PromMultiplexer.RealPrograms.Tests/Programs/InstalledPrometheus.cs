using System.Diagnostics;
using System.Text.RegularExpressions;

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>A Prometheus that is installed here.</summary>
/// <param name="Command">What it is called on the PATH.</param>
/// <param name="Version">Its version, as it says it itself.</param>
internal sealed partial record InstalledPrometheus(string Command, string Version)
{
    // The second is for one beside that of the distribution.
    private static readonly string[] Commands = ["prometheus", "prometheus3"];

    /// <summary>All of them, one for each major version.</summary>
    public static IReadOnlyList<InstalledPrometheus> All { get; } =
        OperatingSystem.IsLinux() ? [.. Commands.Select(Find).OfType<InstalledPrometheus>().DistinctBy(program => program.Major)] : [];

    /// <summary>The number in front of the first point of its version.</summary>
    public int Major => Version[0] - '0';

    /// <summary>What its checker of pages, rules and configurations is called.</summary>
    public string Promtool => PromtoolOf(Command);

    /// <summary>The one of a version that is installed.</summary>
    public static InstalledPrometheus Of(string version) => All.Single(program => program.Version == version);

    private static string PromtoolOf(string command) => command.Replace("prometheus", "promtool", StringComparison.Ordinal);

    private static InstalledPrometheus? Find(string command)
    {
        var folders = (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator);
        if (!folders.Any(folder => File.Exists(Path.Combine(folder, command)) && File.Exists(Path.Combine(folder, PromtoolOf(command)))))
        {
            return null;
        }

        using var program = Process.Start(new ProcessStartInfo(command, "--version") { RedirectStandardOutput = true })!;
        var said = VersionSaid().Match(program.StandardOutput.ReadToEnd());
        program.WaitForExit();
        return said.Success ? new InstalledPrometheus(command, said.Groups[1].Value) : null;
    }

    [GeneratedRegex("version ([0-9][0-9.]*)")]
    private static partial Regex VersionSaid();
}

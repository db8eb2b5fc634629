namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>A program that is not ours: what it is called and which of Debian's packages brings it.</summary>
internal sealed record RealProgram(string Command, string Package)
{
    public static readonly RealProgram NodeExporter = new("prometheus-node-exporter", "prometheus-node-exporter");
    public static readonly RealProgram RedisExporter = new("prometheus-redis-exporter", "prometheus-redis-exporter");
    public static readonly RealProgram RedisServer = new("redis-server", "redis-server");
    public static readonly RealProgram Prometheus = new("prometheus", "prometheus");
    public static readonly RealProgram Promtool = new("promtool", "prometheus");

    private static readonly RealProgram[] All = [NodeExporter, RedisExporter, RedisServer, Prometheus, Promtool];

    /// <summary>Why tests with these programs cannot run here; <see langword="null"/> if they can.</summary>
    public static string? WhyNot()
    {
        // The commands and the way in which ports are held for them are Debian's and Linux's.
        if (!OperatingSystem.IsLinux())
        {
            return "the real exporters are started on Linux only";
        }

        RealProgram[] missing = [.. All.Where(program => !program.IsInstalled)];
        return missing.Length == 0
            ? null
            : $"no {string.Join(", ", missing.Select(program => program.Command))} on the PATH: "
                + $"apt-get install {string.Join(' ', missing.Select(program => program.Package).Distinct())}";
    }

    private bool IsInstalled =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Command)));
}

using System.Globalization;

namespace PromMultiplexer.Load;

/// <summary>What a process has used, as /proc tells it.</summary>
/// <param name="CpuSeconds">User and system time.</param>
/// <param name="ResidentBytes">Memory in RAM.</param>
/// <param name="AnonymousBytes">The part of it that is not a file's.</param>
/// <param name="OpenFiles">Files and sockets.</param>
/// <param name="Threads">Threads.</param>
internal readonly record struct Usage(double CpuSeconds, long ResidentBytes, long AnonymousBytes, int OpenFiles, int Threads)
{
    private const double TicksPerSecond = 100;

    /// <summary>Reads it.</summary>
    public static Usage Of(int process)
    {
        var stat = File.ReadAllText($"/proc/{process}/stat");
        var fields = stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        var cpu = (Number(fields[11]) + Number(fields[12])) / TicksPerSecond;
        long resident = 0, anonymous = 0;
        foreach (var line in File.ReadLines($"/proc/{process}/status"))
        {
            if (line.StartsWith("VmRSS:", StringComparison.Ordinal))
            {
                resident = KiB(line);
            }
            else if (line.StartsWith("RssAnon:", StringComparison.Ordinal))
            {
                anonymous = KiB(line);
            }
        }

        return new Usage(
            cpu, resident, anonymous, Directory.GetFileSystemEntries($"/proc/{process}/fd").Length, Directory.GetDirectories($"/proc/{process}/task").Length);
    }

    private static long KiB(string line) => Number(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[^2]) * 1024;

    private static long Number(string text) => long.Parse(text.AsSpan().Trim(), CultureInfo.InvariantCulture);
}

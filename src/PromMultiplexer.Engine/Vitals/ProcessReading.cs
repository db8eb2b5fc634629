using System.Buffers.Text;
using System.Diagnostics;
using System.IO.Enumeration;
using System.Text;

namespace PromMultiplexer.Engine;

/// <summary>What the operating system says of this process: from /proc on Linux, where it costs least, else from the runtime.</summary>
/// <param name="CpuSeconds">User and system time.</param>
/// <param name="ResidentBytes">Memory in RAM.</param>
/// <param name="VirtualBytes">Address space.</param>
/// <param name="Threads">Threads.</param>
internal readonly record struct ProcessReading(double CpuSeconds, long ResidentBytes, long VirtualBytes, long Threads)
{
    // The kernel counts time in /proc in hundredths of a second on every architecture that .NET runs on.
    private const double TicksPerSecond = 100;

    // Which word behind the program's name is what, see proc(5): the state is word 0.
    private const int UserTicks = 11;
    private const int SystemTicks = 12;
    private const int ThreadCount = 17;
    private const int StartTicks = 19;
    private const int VirtualBytesWord = 20;
    private const int ResidentPages = 21;

    public static ProcessReading Now()
    {
        if (OperatingSystem.IsLinux())
        {
            Span<byte> buffer = stackalloc byte[1024];
            var stat = Stat(buffer);
            return new ProcessReading(
                (Word(stat, UserTicks) + Word(stat, SystemTicks)) / TicksPerSecond,
                Word(stat, ResidentPages) * Environment.SystemPageSize,
                Word(stat, VirtualBytesWord),
                Word(stat, ThreadCount));
        }

        using var process = Process.GetCurrentProcess();
        return new ProcessReading(
            process.TotalProcessorTime.TotalSeconds, process.WorkingSet64, process.VirtualMemorySize64, process.Threads.Count);
    }

    /// <summary>When the process was started, in seconds since 1970.</summary>
    public static double StartTimeSeconds()
    {
        if (OperatingSystem.IsLinux())
        {
            Span<byte> buffer = stackalloc byte[1024];
            return BootTimeSeconds() + (Word(Stat(buffer), StartTicks) / TicksPerSecond);
        }

        using var process = Process.GetCurrentProcess();
        return (process.StartTime.ToUniversalTime() - DateTime.UnixEpoch).TotalSeconds;
    }

    /// <summary>The files and sockets that are open. Linux only.</summary>
    public static int OpenFiles()
    {
        var count = 0;
        foreach (var _ in new FileSystemEnumerable<byte>("/proc/self/fd", static (ref _) => 0))
        {
            count++;
        }

        // One of them is the directory that was just being read.
        return count - 1;
    }

    /// <summary>The files and sockets that may be open; <see langword="null"/> where that is not known or not limited.</summary>
    public static long? MaxFiles()
    {
        if (!OperatingSystem.IsLinux())
        {
            return null;
        }

        const string Limit = "Max open files";
        foreach (var line in File.ReadLines("/proc/self/limits"))
        {
            if (line.StartsWith(Limit, StringComparison.Ordinal))
            {
                var soft = line[Limit.Length..].Split(' ', StringSplitOptions.RemoveEmptyEntries)[0];
                return long.TryParse(soft, out var files) ? files : null;
            }
        }

        return null;
    }

    private static long BootTimeSeconds()
    {
        const string BootTime = "btime ";
        foreach (var line in File.ReadLines("/proc/stat"))
        {
            if (line.StartsWith(BootTime, StringComparison.Ordinal))
            {
                return long.Parse(line.AsSpan(BootTime.Length));
            }
        }

        return 0;
    }

    // /proc/self/stat from the word behind the program's name on: the name itself may contain blanks and brackets.
    private static ReadOnlySpan<byte> Stat(Span<byte> buffer)
    {
        using var file = File.OpenHandle("/proc/self/stat");
        ReadOnlySpan<byte> stat = buffer[..RandomAccess.Read(file, buffer, 0)];
        return stat[(stat.LastIndexOf((byte)')') + 2)..];
    }

    private static long Word(ReadOnlySpan<byte> stat, int index)
    {
        foreach (var word in stat.Split((byte)' '))
        {
            if (index-- == 0)
            {
                return Utf8Parser.TryParse(stat[word], out long value, out _) ? value : 0;
            }
        }

        return 0;
    }
}

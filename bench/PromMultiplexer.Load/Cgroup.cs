using System.Globalization;

namespace PromMultiplexer.Load;

/// <summary>A control group (version 1 or 2) with the limits of a container. Needs root.</summary>
internal sealed class Cgroup : IDisposable
{
    private const string Root = "/sys/fs/cgroup";
    private const int Period = 100_000;

    private readonly bool _isVersion1 = Directory.Exists($"{Root}/memory");
    private readonly List<string> _folders = [];

    /// <summary>Makes a group.</summary>
    /// <param name="mebibytes">The memory, without swap; 0 for no limit.</param>
    /// <param name="millicores">The CPU; 0 for no limit.</param>
    public Cgroup(int mebibytes, int millicores)
    {
        var name = $"prom-multiplexer-load-{Environment.ProcessId}";
        var bytes = Text((long)mebibytes * 1024 * 1024);
        var quota = Text((long)millicores * Period / 1000);
        if (_isVersion1)
        {
            if (mebibytes > 0)
            {
                var memory = Add($"{Root}/memory/{name}");
                File.WriteAllText($"{memory}/memory.limit_in_bytes", bytes);
                File.WriteAllText($"{memory}/memory.memsw.limit_in_bytes", bytes);
            }

            if (millicores > 0)
            {
                var cpu = Add($"{Root}/cpu/{name}");
                File.WriteAllText($"{cpu}/cpu.cfs_period_us", Text(Period));
                File.WriteAllText($"{cpu}/cpu.cfs_quota_us", quota);
            }
        }
        else
        {
            var folder = Add($"{Root}/{name}");
            File.WriteAllText($"{folder}/memory.max", mebibytes > 0 ? bytes : "max");
            File.WriteAllText($"{folder}/memory.swap.max", "0");
            File.WriteAllText($"{folder}/cpu.max", millicores > 0 ? $"{quota} {Period}" : "max");
        }
    }

    /// <summary>What a shell has to do before it becomes the program that is to be limited.</summary>
    public string Enter => string.Concat(_folders.Select(folder => $"echo $$ > {folder}/cgroup.procs; "));

    /// <summary>The most memory that the group ever had, in bytes; 0 where that is not known.</summary>
    public long PeakMemory
    {
        get
        {
            var file = _isVersion1
                ? _folders.Where(folder => folder.Contains("/memory/", StringComparison.Ordinal)).Select(folder => $"{folder}/memory.max_usage_in_bytes").FirstOrDefault()
                : $"{_folders[0]}/memory.peak";
            return File.Exists(file) ? long.Parse(File.ReadAllText(file), CultureInfo.InvariantCulture) : 0;
        }
    }

    public void Dispose()
    {
        foreach (var folder in _folders)
        {
            Directory.Delete(folder);
        }
    }

    private string Add(string folder)
    {
        Directory.CreateDirectory(folder);
        _folders.Add(folder);
        return folder;
    }

    private static string Text(long value) => value.ToString(CultureInfo.InvariantCulture);
}

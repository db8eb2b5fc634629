namespace PromMultiplexer.Benchmarks;

/// <summary>Where the sources of the benchmarks are.</summary>
internal static class BenchFolder
{
    /// <summary>Looks for the folder above the executable.</summary>
    public static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var bench = Path.Combine(folder.FullName, "bench");
            if (File.Exists(Path.Combine(bench, "expfmt", "main.go")))
            {
                return bench;
            }
        }

        throw new DirectoryNotFoundException("The benchmarks have to run from within a checkout.");
    }
}

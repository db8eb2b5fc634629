namespace PromMultiplexer.Exposition.Tests;

/// <summary>Data that lies beside the checkout on machines that have it, and is no part of the project.</summary>
internal static class SharedData
{
    /// <summary>The full path of something in the folder <c>shared</c> beside the checkout; <see langword="null"/> where it is not there.</summary>
    public static string? Find(string path)
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            if (File.Exists(Path.Combine(folder.FullName, "PromMultiplexer.slnx")))
            {
                var found = Path.Combine(folder.Parent!.FullName, "shared", path);
                return Path.Exists(found) ? found : null;
            }
        }

        return null;
    }

    public static void SaySkipped(string what) => Console.Error.WriteLine($"SKIPPED: {what} are not beside the checkout.");
}

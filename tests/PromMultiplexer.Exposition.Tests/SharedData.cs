namespace PromMultiplexer.Exposition.Tests;

/// <summary>Data that lies beside the checkout on machines that have it, and is no part of the project.</summary>
internal static class SharedData
{
    /// <summary>The folder of the checkout that the tests were built in; <see langword="null"/> where they were taken elsewhere.</summary>
    public static string? Checkout { get; } = FindCheckout();

    /// <summary>The full path of something in the folder <c>shared</c> beside the checkout; <see langword="null"/> where it is not there.</summary>
    public static string? Find(string path)
    {
        var found = Checkout is null ? null : Path.Combine(Path.GetDirectoryName(Checkout)!, "shared", path);
        return Path.Exists(found) ? found : null;
    }

    public static void SaySkipped(string what) => Console.Error.WriteLine($"SKIPPED: {what} are not beside the checkout.");

    private static string? FindCheckout()
    {
        var folder = new DirectoryInfo(AppContext.BaseDirectory);
        while (folder is not null && !File.Exists(Path.Combine(folder.FullName, "PromMultiplexer.slnx")))
        {
            folder = folder.Parent;
        }

        return folder?.FullName;
    }
}

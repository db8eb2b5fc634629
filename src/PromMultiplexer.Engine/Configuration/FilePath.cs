namespace PromMultiplexer.Engine;

/// <summary>Paths that stand in files: a relative one begins where the file is.</summary>
internal static class FilePath
{
    /// <summary>The path that <paramref name="path"/> means in <paramref name="file"/>. Empty for an empty one.</summary>
    public static string Beside(string file, string path) =>
        path.Length == 0 ? "" : Path.Combine(Path.GetDirectoryName(Path.GetFullPath(file)) ?? "/", path);
}

using System.Security.Cryptography;

namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>The pages that once broke a property, one a file. Found by <see cref="FuzzTests"/>, which adds to them, and kept for good. Their names end as the format has it: <c>.txt</c>, <c>.om</c>, <c>.pb</c>.</summary>
internal static class Regressions
{
    private static readonly string Folder = Path.Combine(AppContext.BaseDirectory, "Corpus", "Regressions");

    public static IReadOnlyList<byte[]> All(string extension) => Directory.Exists(Folder)
        ? [.. Directory.GetFiles(Folder, $"*{extension}").Order(StringComparer.Ordinal).Select(File.ReadAllBytes)]
        : [];

    /// <summary>Keeps a page, in the checkout where there is one, and says where.</summary>
    public static string Save(byte[] page, string extension)
    {
        var folder = Path.Combine(SharedData.Checkout is { } checkout ? Path.Combine(checkout, "tests", "PromMultiplexer.Exposition.Tests") : AppContext.BaseDirectory, "Corpus", "Regressions");
        Directory.CreateDirectory(folder);
        var file = Path.Combine(folder, $"{Convert.ToHexStringLower(SHA256.HashData(page))[..12]}{extension}");
        File.WriteAllBytes(file, page);
        return file;
    }
}

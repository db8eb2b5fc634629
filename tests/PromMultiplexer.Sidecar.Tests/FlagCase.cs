using System.Text.Json;

namespace PromMultiplexer.Sidecar.Tests;

/// <summary>
/// One row of flags.json: a command line and what comes of it. The rows are run against the parser here, against the
/// executable, and against the PowerShell entry script. Each has exactly one of options, stdout and error.
/// </summary>
/// <param name="About">What the row shows; no two have the same.</param>
/// <param name="Args">The arguments.</param>
/// <param name="Options">The options that are not the default, by flag and spelled as its value.</param>
/// <param name="Warnings">The lines that go with the options.</param>
/// <param name="Stdout">What is printed instead of starting: help or version.</param>
/// <param name="Error">The one line on stderr, with exit code 2.</param>
public sealed record FlagCase(
    string About,
    string[] Args,
    Dictionary<string, string>? Options = null,
    string[]? Warnings = null,
    string? Stdout = null,
    string? Error = null)
{
    private static readonly JsonSerializerOptions Strictly = new(JsonSerializerDefaults.Web)
    {
        UnmappedMemberHandling = System.Text.Json.Serialization.JsonUnmappedMemberHandling.Disallow,
    };

    private static readonly Dictionary<string, FlagCase> ByAbout = Load();

    public static TheoryData<string> WithOptions => Where(row => row.Options is not null);

    public static TheoryData<string> WithStdout => Where(row => row.Stdout is not null);

    public static TheoryData<string> WithError => Where(row => row.Error is not null);

    public static IReadOnlyCollection<FlagCase> All => ByAbout.Values;

    public static FlagCase Of(string about) => ByAbout[about];

    private static TheoryData<string> Where(Func<FlagCase, bool> filter) => [.. ByAbout.Values.Where(filter).Select(row => row.About)];

    private static Dictionary<string, FlagCase> Load()
    {
        var json = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "flags.json"));
        return JsonSerializer.Deserialize<FlagCase[]>(json, Strictly)!.ToDictionary(row => row.About);
    }
}

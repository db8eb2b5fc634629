using System.Globalization;

namespace PromMultiplexer.Load;

/// <summary>What a process uses in the course of time, as rows of a table.</summary>
internal static class UsageReport
{
    private const double MiB = 1024 * 1024;

    public const string Header = """
        | after s | scrapes | RSS MiB | anonymous | files | threads |
        |--:|--:|--:|--:|--:|--:|
        """;

    public static string Row(TimeSpan after, int scrapes, Usage usage) => string.Create(
        CultureInfo.InvariantCulture,
        $"| {after.TotalSeconds:N0} | {scrapes:N0} | {usage.ResidentBytes / MiB:N1} | {usage.AnonymousBytes / MiB:N1} | {usage.OpenFiles} | {usage.Threads} |");
}

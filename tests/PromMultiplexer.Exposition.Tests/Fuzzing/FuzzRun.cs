using System.Globalization;

namespace PromMultiplexer.Exposition.Tests.Fuzzing;

/// <summary>
/// How long damaged pages are tried, and with which. <c>FUZZ_SECONDS</c> sets the time for all formats together and, so that a
/// long run finds what others did not, a seed of its own; <c>FUZZ_SEED</c> repeats a run.
/// </summary>
internal static class FuzzRun
{
    private const double UsualSeconds = 20;
    private const int UsualSeed = 20260822;

    private static readonly string? s_seconds = Environment.GetEnvironmentVariable("FUZZ_SECONDS");

    /// <summary>The time for one of the formats.</summary>
    public static TimeSpan TimeFor(int formats) =>
        TimeSpan.FromSeconds((s_seconds is null ? UsualSeconds : double.Parse(s_seconds, CultureInfo.InvariantCulture)) / formats);

    public static int Seed { get; } =
        Environment.GetEnvironmentVariable("FUZZ_SEED") is { Length: > 0 } seed ? int.Parse(seed, CultureInfo.InvariantCulture)
        : s_seconds is null ? UsualSeed
        : Random.Shared.Next();
}

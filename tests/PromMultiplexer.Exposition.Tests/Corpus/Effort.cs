using System.Globalization;

namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>How much random tests do. The environment variable <c>TEST_EFFORT</c> multiplies it; the cases of less effort come first.</summary>
internal static class Effort
{
    private static readonly double s_factor =
        double.TryParse(Environment.GetEnvironmentVariable("TEST_EFFORT"), NumberStyles.Float, CultureInfo.InvariantCulture, out var factor) && factor > 0
            ? factor
            : 1;

    public static int Rounds(int usual) => (int)Math.Min(int.MaxValue, usual * s_factor);

    public static TimeSpan Time(double usualSeconds) => TimeSpan.FromSeconds(usualSeconds * s_factor);
}

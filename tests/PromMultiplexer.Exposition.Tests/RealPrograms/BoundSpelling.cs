using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>Series whose bounds are all spelled the same way, whatever they are below.</summary>
internal static partial class BoundSpelling
{
    /// <summary>The series in order, with each number in <c>le</c> and <c>quantile</c> as Prometheus 3 would spell it.</summary>
    public static IEnumerable<string> Same(IEnumerable<string> series) =>
        series.Select(one => Bound().Replace(one, bound => $"{bound.Groups[1]}\"{Spell(bound.Groups[2].Value)}\"")).Order(StringComparer.Ordinal);

    /// <summary>The TYPE lines of histograms and summaries on a page, in order.</summary>
    public static IEnumerable<string> TypesOf(byte[] page) =>
        Encoding.Latin1.GetString(page).Split('\n').Where(line => TypeWithBounds().IsMatch(line)).Order(StringComparer.Ordinal);

    private static string Spell(string bound)
    {
        const string Plus = "\\u002B";
        return bound.Replace(Plus, "", StringComparison.Ordinal).ToUpperInvariant() is "INF" or "INFINITY" ? Plus + "Inf"
            : !double.TryParse(bound, NumberStyles.Float, CultureInfo.InvariantCulture, out var number) || double.IsNaN(number) ? bound
            : number == Math.Floor(number) && Math.Abs(number) < 1e6 ? number.ToString("0.0", CultureInfo.InvariantCulture)
            : number.ToString("R", CultureInfo.InvariantCulture);
    }

    [GeneratedRegex("^# TYPE .* (?:histogram|summary)$")]
    private static partial Regex TypeWithBounds();

    [GeneratedRegex("((?:le|quantile)=)\"([^\"\\\\]*(?:\\\\u002B[^\"\\\\]*)?)\"")]
    private static partial Regex Bound();
}

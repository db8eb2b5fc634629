namespace PromMultiplexer.Views;

/// <summary>Draws numbers as a line of small bars.</summary>
internal static class Sparkline
{
    private const string Bars = "▁▂▃▄▅▆▇█";

    /// <summary>A bar for each number, from the least to the greatest; a blank for what is no number. Numbers that are all the same are low.</summary>
    public static string Of(IReadOnlyList<double> numbers)
    {
        var finite = numbers.Where(double.IsFinite).ToArray();
        if (finite.Length == 0)
        {
            return new string(' ', numbers.Count);
        }

        var (least, greatest) = (finite.Min(), finite.Max());
        return string.Concat(numbers.Select(number =>
            !double.IsFinite(number) ? ' '
            : greatest <= least ? Bars[0]
            : Bars[(int)Math.Round((number - least) / (greatest - least) * (Bars.Length - 1))]));
    }
}

namespace PromMultiplexer.Engine;

/// <summary>Finds the name that was meant by one that is none.</summary>
internal static class NearestName
{
    // A letter in so many may be wrong.
    private const int LettersPerMistake = 4;

    // Whatever is longer is no slip of the pen.
    private const int LongestName = 40;

    /// <summary>The name that is the most like it, or the only one that begins with it; <see langword="null"/> if nothing is near.</summary>
    public static string? To(string name, IReadOnlyCollection<string> names)
    {
        var letters = Letters(name);
        if (letters.Length is 0 or > LongestName || names.Count == 0)
        {
            return null;
        }

        var nearest = names.MinBy(known => Distance(letters, Letters(known)))!;
        if (Distance(letters, Letters(nearest)) <= letters.Length / LettersPerMistake)
        {
            return nearest;
        }

        var longer = names.Where(known => letters.Length > 1 && Letters(known).StartsWith(letters, StringComparison.Ordinal)).ToList();
        return longer.Count == 1 ? longer[0] : null;
    }

    // How the words are joined, and their case, is what people remember least: --exportTo, --export-to.
    private static string Letters(string name) => string.Concat(name.Where(char.IsAsciiLetterOrDigit)).ToLowerInvariant();

    // The least number of letters to insert, to remove, to replace, or to swap with their neighbors.
    private static int Distance(string from, string to)
    {
        var distances = new int[from.Length + 1, to.Length + 1];
        for (var i = 0; i <= from.Length; i++)
        {
            for (var j = 0; j <= to.Length; j++)
            {
                distances[i, j] = i == 0 || j == 0 ? i + j : Math.Min(
                    Math.Min(distances[i - 1, j], distances[i, j - 1]) + 1,
                    distances[i - 1, j - 1] + (from[i - 1] == to[j - 1] ? 0 : 1));
                if (i > 1 && j > 1 && from[i - 1] == to[j - 2] && from[i - 2] == to[j - 1])
                {
                    distances[i, j] = Math.Min(distances[i, j], distances[i - 2, j - 2] + 1);
                }
            }
        }

        return distances[from.Length, to.Length];
    }
}

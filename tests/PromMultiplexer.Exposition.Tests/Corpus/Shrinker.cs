namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>Makes a failing case small, so that its message can be read: takes lines and bytes away for as long as it still fails.</summary>
internal static class Shrinker
{
    private const int MostAttempts = 20_000;

    /// <param name="pages">The pages of the case.</param>
    /// <param name="fails">Whether pages still fail.</param>
    public static List<byte[]> Shrink(IEnumerable<byte[]> pages, Func<IReadOnlyList<byte[]>, bool> fails)
    {
        var kept = pages.ToList();
        var attempts = 0;
        for (var piece = kept.Sum(page => page.Length); piece > 0 && attempts < MostAttempts; piece = Math.Min(piece - 1, piece * 2 / 3))
        {
            for (var page = 0; page < kept.Count; page++)
            {
                for (var at = 0; at < kept[page].Length && attempts < MostAttempts;)
                {
                    attempts++;
                    var without = kept.ToList();
                    without[page] = [.. kept[page].AsSpan(0, at), .. kept[page].AsSpan(Math.Min(at + piece, kept[page].Length))];
                    if (fails(without))
                    {
                        kept = without;
                    }
                    else
                    {
                        at += Math.Max(1, piece / 2);
                    }
                }
            }
        }

        return kept;
    }
}

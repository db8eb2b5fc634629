namespace PromMultiplexer.Engine;

/// <summary>
/// What counts when a flag is given in several places: flags before the environment, the environment before the configuration file.
/// One place counts as a whole, also for a list.
/// </summary>
internal static class Precedence
{
    /// <summary>The values that count.</summary>
    /// <param name="places">What each place gives, the one that counts most first.</param>
    public static IReadOnlyList<FlagValue> Combine(params ReadOnlySpan<IReadOnlyList<FlagValue>> places)
    {
        var values = new List<FlagValue>();
        var given = new HashSet<Flag>();
        foreach (var place in places)
        {
            values.AddRange(place.Where(value => !given.Contains(value.Flag)));
            given.UnionWith(place.Select(value => value.Flag));
        }

        return values;
    }
}

namespace PromMultiplexer.Comparing;

/// <summary>Tells things of one identity apart by their order: the first of them, the second, and so on.</summary>
internal static class Numbering
{
    /// <summary>Each with its identity and how many of that came before it.</summary>
    public static IEnumerable<KeyValuePair<(TIdentity Identity, int Number), T>> By<T, TIdentity>(Func<T, TIdentity> identityOf, IEnumerable<T> items)
        where TIdentity : notnull
    {
        var counts = new Dictionary<TIdentity, int>();
        foreach (var item in items)
        {
            var identity = identityOf(item);
            var count = counts.GetValueOrDefault(identity);
            counts[identity] = count + 1;
            yield return new((identity, count), item);
        }
    }
}

using PromMultiplexer.Input;

namespace PromMultiplexer.Comparing;

/// <summary>A source on both sides of a comparison.</summary>
/// <param name="Before">The earlier scrape of it; <see langword="null"/> where it was not there.</param>
/// <param name="After">The later scrape of it; <see langword="null"/> where it is not there any more.</param>
internal sealed record SourcePair(ComparedSource? Before, ComparedSource? After)
{
    private static readonly object Nameless = Origin.Unknown;

    /// <summary>The time between the scrapes; <see langword="null"/> where nobody knows.</summary>
    public TimeSpan? Elapsed => After?.Origin.ScrapeTime - Before?.Origin.ScrapeTime;

    /// <summary>The later of those that are there.</summary>
    public ComparedSource Latest => After ?? Before!;

    /// <summary>
    /// Puts sources together that are the same: of one container and URL, or of one file. Where the two sides have none such in
    /// common, those of one container's or file's name are the same, and where there are none either, they go by their order. So do
    /// pages that do not say where they are from.
    /// </summary>
    /// <returns>The pairs in the order of the later sources, then the sources that are gone in the order of the earlier.</returns>
    public static IReadOnlyList<SourcePair> Of(IReadOnlyList<ComparedSource> before, IReadOnlyList<ComparedSource> after)
    {
        Func<ComparedSource, object>[] identities = [source => source.Origin.Place, NameOf];
        var identity = Array.Find(identities, of => before.Select(of).Intersect(after.Select(of)).Any(known => !known.Equals(Nameless))) ?? (_ => Nameless);
        var earlier = new OrderedDictionary<(object, int), ComparedSource>(Numbering.By(identity, before));
        var pairs = new List<SourcePair>();
        foreach (var (key, source) in Numbering.By(identity, after))
        {
            earlier.Remove(key, out var same);
            pairs.Add(new SourcePair(same, source));
        }

        pairs.AddRange(earlier.Values.Select(source => new SourcePair(source, null)));
        return pairs;
    }

    private static object NameOf(ComparedSource source) => source.Origin.Container ?? Path.GetFileName(source.Origin.Path) ?? Nameless;
}

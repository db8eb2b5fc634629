using PromMultiplexer.Input;

namespace PromMultiplexer.Comparing;

/// <summary>One side of a comparison, taken apart into the sources that it is from.</summary>
internal sealed class ComparedScrape
{
    private readonly List<ComparedSource> _sources = [];
    private readonly Dictionary<Origin, ComparedSource> _known = [];
    private ComparedSource? _unknown;

    /// <summary>The sources, in the order in which they came.</summary>
    public IReadOnlyList<ComparedSource> Sources => _sources;

    /// <summary>The source that a page is from. A page that does not say is a source of its own.</summary>
    public ComparedSource OfPage(Origin origin) => Find(origin) ?? Add(origin);

    /// <summary>The source that a family is from. Those that do not say are from one together.</summary>
    public ComparedSource OfFamily(Origin origin) => Find(origin) ?? (origin.IsPlace ? Add(origin) : _unknown ??= Add(origin));

    private ComparedSource? Find(Origin origin) => _known.GetValueOrDefault(origin.Place);

    private ComparedSource Add(Origin origin)
    {
        var source = new ComparedSource(origin, origin.IsPlace ? origin.Name : $"page {_sources.Count + 1}");
        _sources.Add(source);
        if (origin.IsPlace)
        {
            _known.Add(origin.Place, source);
        }

        return source;
    }
}

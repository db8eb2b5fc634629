namespace PromMultiplexer.Exposition;

/// <summary>
/// The counters of a page of messages that go by their whole names in lines of OpenMetrics, because without <c>_total</c> they would go
/// by that of another family. OpenMetrics has no word for such a counter; but what becomes of it is settled where pages are merged, as
/// for a counter of text, and there it has to be one. Reusable; not safe for concurrent use.
/// </summary>
internal sealed class CrowdedCounters
{
    private readonly ArenaWriter _names = new();
    private readonly IndexList<Slice> _counters = new();

    /// <summary>Whether a counter would have the name of another family of its page.</summary>
    /// <param name="page">The page.</param>
    /// <param name="name">The name of the counter, which ends in <c>_total</c>.</param>
    public static bool IsOne(ParsedExposition page, ReadOnlySpan<byte> name) =>
        page.Find(name[..^SampleSuffix.Of(SampleKind.Total).Length]) >= 0;

    public void Clear()
    {
        _names.Clear();
        _counters.Clear();
    }

    /// <summary>Keeps the name of such a counter, as lines spell it.</summary>
    public void Add(ReadOnlySpan<byte> name)
    {
        var start = _names.Length;
        _names.Append(name);
        _counters.Add(_names.SliceFrom(start));
    }

    /// <summary>Makes counters of them on the page of lines, where they are families without a type.</summary>
    public void GiveType(ParsedExposition lines)
    {
        foreach (ref readonly var counter in _counters.AsSpan())
        {
            var family = lines.Find(_names.Written.Slice(~counter.Start, counter.Length));
            if (family >= 0 && lines.Families[family].Type == MetricType.Untyped)
            {
                lines.Families[family].Type = MetricType.Counter;
            }
        }
    }
}

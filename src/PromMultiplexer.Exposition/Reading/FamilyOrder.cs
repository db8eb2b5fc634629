namespace PromMultiplexer.Exposition;

/// <summary>The order of a page's families by their names. Kept with the page, so that sorting costs no memory.</summary>
internal sealed unsafe class FamilyOrder
{
    private readonly ParsedExposition _page;
    private readonly Comparison<int> _compare;
    private byte* _source;
    private byte* _end;

    /// <param name="page">The families' page.</param>
    public FamilyOrder(ParsedExposition page)
    {
        _page = page;
        _compare = Compare;
    }

    /// <summary>Puts families in order; those of one name by their places.</summary>
    public void Sort(Span<int> families)
    {
        var source = _page.Source.Span;
        fixed (byte* start = source)
        {
            _source = start;
            _end = start + source.Length;
            families.Sort(_compare);
            _source = _end = null;
        }
    }

    private int Compare(int x, int y)
    {
        var first = _page.Families[x].Name;
        var second = _page.Families[y].Name;
        var order = first.Start >= 0 && second.Start >= 0
            ? PlainScanner.Compare(_source + first.Start, first.Length, _source + second.Start, second.Length, _end)
            : _page.BytesOf(first).SequenceCompareTo(_page.BytesOf(second));
        return order != 0 ? order : x.CompareTo(y);
    }
}

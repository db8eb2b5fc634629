namespace PromMultiplexer.Exposition;

/// <summary>
/// Walks through the families of several sources at once in the order of their names; those of one name come in the
/// order of their sources. A binary heap of one cursor for each source.
/// </summary>
internal sealed class SourceCursors
{
    private readonly IndexList<Cursor> _heap = new();

    /// <summary>Puts a cursor at the first family of each source that has one.</summary>
    public void Start(ReadOnlySpan<LabeledExposition> sources, HashSet<int> leftOut)
    {
        _heap.Clear();
        for (var source = 0; source < sources.Length; source++)
        {
            if (sources[source].Exposition.FamilyCount > 0 && !leftOut.Contains(source))
            {
                _heap.Add(new Cursor { Source = source, Place = 0 });
            }
        }

        for (var at = (_heap.Count / 2) - 1; at >= 0; at--)
        {
            Sink(sources, at);
        }
    }

    /// <summary>The next family, and where no other source has any left, all the others of the same source.</summary>
    public bool TryNext(ReadOnlySpan<LabeledExposition> sources, out int source, out ReadOnlySpan<int> families)
    {
        source = -1;
        families = default;
        if (_heap.Count == 0)
        {
            return false;
        }

        ref var top = ref _heap[0];
        source = top.Source;
        var exposition = sources[source].Exposition;
        families = exposition.Order[top.Place..];
        families = _heap.Count == 1 ? families : families[..1];
        top.Place += families.Length;
        if (top.Place == exposition.FamilyCount)
        {
            top = _heap[_heap.Count - 1];
            _heap.RemoveLast();
        }

        Sink(sources, 0);
        return true;
    }

    private void Sink(ReadOnlySpan<LabeledExposition> sources, int at)
    {
        while (true)
        {
            var child = (at * 2) + 1;
            if (child >= _heap.Count)
            {
                return;
            }

            if (child + 1 < _heap.Count && IsBefore(sources, _heap[child + 1], _heap[child]))
            {
                child++;
            }

            if (!IsBefore(sources, _heap[child], _heap[at]))
            {
                return;
            }

            (_heap[at], _heap[child]) = (_heap[child], _heap[at]);
            at = child;
        }
    }

    private static bool IsBefore(ReadOnlySpan<LabeledExposition> sources, in Cursor first, in Cursor second)
    {
        var order = NameOf(sources, first).SequenceCompareTo(NameOf(sources, second));
        return order < 0 || (order == 0 && first.Source < second.Source);
    }

    private static ReadOnlySpan<byte> NameOf(ReadOnlySpan<LabeledExposition> sources, in Cursor cursor)
    {
        var exposition = sources[cursor.Source].Exposition;
        return exposition.BytesOf(exposition.Families[exposition.Order[cursor.Place]].Name);
    }

    private struct Cursor
    {
        public int Source;

        /// <summary>The place in the source's sorted order.</summary>
        public int Place;
    }
}

namespace PromMultiplexer.Exposition;

/// <summary>
/// Finds a family by its name. Pages are nearly always sorted, and then nobody asks: the table fills itself with the
/// families known so far at the first question.
/// </summary>
internal sealed class FamilyTable
{
    private int[] _slots = [];
    private int _filled;

    public void Clear()
    {
        if (_filled > 0)
        {
            Array.Clear(_slots);
            _filled = 0;
        }
    }

    /// <summary>The index of the family; -1 where there is none.</summary>
    public int Find(ParsedExposition exposition, ReadOnlySpan<byte> name)
    {
        Fill(exposition);
        if (_filled == 0)
        {
            return -1;
        }

        var mask = _slots.Length - 1;
        for (var at = Hash(name) & mask; ; at = (at + 1) & mask)
        {
            var found = _slots[at] - 1;
            if (found < 0)
            {
                return -1;
            }

            if (exposition.BytesOf(exposition.Families[found].Name).SequenceEqual(name))
            {
                return found;
            }
        }
    }

    private void Fill(ParsedExposition exposition)
    {
        var count = exposition.Families.Count;
        if (_slots.Length < count * 2)
        {
            _slots = new int[System.Numerics.BitOperations.RoundUpToPowerOf2((uint)Math.Max(64, count * 4))];
            _filled = 0;
        }

        var mask = _slots.Length - 1;
        for (; _filled < count; _filled++)
        {
            var at = Hash(exposition.BytesOf(exposition.Families[_filled].Name)) & mask;
            while (_slots[at] != 0)
            {
                at = (at + 1) & mask;
            }

            _slots[at] = _filled + 1;
        }
    }

    /// <summary>Seeded for the process, so that a page cannot be made to collide.</summary>
    private static int Hash(ReadOnlySpan<byte> name)
    {
        var hash = default(HashCode);
        hash.AddBytes(name);
        return hash.ToHashCode() & int.MaxValue;
    }
}

using System.Buffers.Binary;

namespace PromMultiplexer.Exposition;

/// <summary>
/// The names of labels that were met on a page, as far as they can be told in 256 bits: what it says was not met was not. It spares
/// looking for a label through all of a page.
/// </summary>
internal unsafe struct LabelNameFilter
{
    private const int Words = 4;

    private fixed ulong _met[Words];

    private bool _isIncomplete;

    /// <summary>What may have met any name.</summary>
    public static LabelNameFilter Unknown => new() { _isIncomplete = true };

    /// <summary>Takes a name down.</summary>
    /// <param name="key">See <see cref="KeyOf(ReadOnlySpan{byte})"/>.</param>
    public void Add(ulong key)
    {
        var bit = BitOf(key);
        _met[bit / 64] |= 1UL << bit;
    }

    /// <summary>Takes down all names that another filter knows.</summary>
    public void Add(in LabelNameFilter other)
    {
        for (var i = 0; i < Words; i++)
        {
            _met[i] |= other._met[i];
        }

        _isIncomplete |= other._isIncomplete;
    }

    /// <summary>Whether a name may have been met.</summary>
    public readonly bool MayHave(ulong key)
    {
        var bit = BitOf(key);
        return _isIncomplete || (_met[bit / 64] & (1UL << bit)) != 0;
    }

    /// <summary>What a name is known by: its first bytes, and of a short one their number.</summary>
    public static ulong KeyOf(ReadOnlySpan<byte> name)
    {
        Span<byte> first = stackalloc byte[sizeof(ulong)];
        first.Clear();
        name[..Math.Min(name.Length, sizeof(ulong))].CopyTo(first);
        return KeyOf(BinaryPrimitives.ReadUInt64LittleEndian(first), name.Length);
    }

    /// <summary>The same of a name whose first bytes, in the order of little endian, are at hand with whatever follows them.</summary>
    public static ulong KeyOf(ulong start, int length) =>
        length < sizeof(ulong) ? (start & ((1UL << (length * 8)) - 1)) | ((ulong)length << 56) : start | (1UL << 63);

    private static int BitOf(ulong key) => (int)((key * 0x9e3779b97f4a7c15) >>> 56);
}

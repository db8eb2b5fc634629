using System.Buffers;
using System.Numerics;

namespace PromMultiplexer.Exposition;

/// <summary>A set of hashes, in memory that was there already or is rented: for finding out whether one comes again.</summary>
internal readonly ref struct SeenHashes
{
    private readonly ulong[]? _rented;
    private readonly Span<ulong> _slots;

    /// <summary>Finds memory for a number of hashes, of which never more may be added.</summary>
    /// <param name="most">The number.</param>
    /// <param name="scratch">Some memory to use where it is enough.</param>
    public SeenHashes(int most, Span<ulong> scratch)
    {
        // Half of the slots stay empty, so that what is looked for is found soon.
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(most, 4)) * 2;
        _rented = size <= scratch.Length ? null : ArrayPool<ulong>.Shared.Rent(size);
        _slots = (_rented ?? scratch)[..size];
        _slots.Clear();
    }

    /// <summary>Adds a hash.</summary>
    /// <returns>Whether it was not there.</returns>
    public bool TryAdd(ulong hash)
    {
        // An empty slot is 0. Whoever has that hash shares the next one.
        hash = Math.Max(hash, 1);
        var mask = _slots.Length - 1;
        for (var slot = (int)hash & mask; ; slot = (slot + 1) & mask)
        {
            if (_slots[slot] == 0)
            {
                _slots[slot] = hash;
                return true;
            }

            if (_slots[slot] == hash)
            {
                return false;
            }
        }
    }

    /// <summary>Gives rented memory back.</summary>
    public void Dispose()
    {
        if (_rented is not null)
        {
            ArrayPool<ulong>.Shared.Return(_rented);
        }
    }
}

using System.Buffers;
using System.Numerics;

namespace PromMultiplexer.Exposition;

/// <summary>A set of hashes, in rented memory: for finding out whether one comes again.</summary>
internal readonly ref struct SeenHashes
{
    private readonly ulong[] _slots;
    private readonly int _mask;

    /// <summary>Rents memory for a number of hashes, of which never more may be added.</summary>
    public SeenHashes(int most)
    {
        // Half of the slots stay empty, so that what is looked for is found soon.
        var size = (int)BitOperations.RoundUpToPowerOf2((uint)Math.Max(most, 4)) * 2;
        _slots = ArrayPool<ulong>.Shared.Rent(size);
        _slots.AsSpan(0, size).Clear();
        _mask = size - 1;
    }

    /// <summary>Adds a hash.</summary>
    /// <returns>Whether it was not there.</returns>
    public bool TryAdd(ulong hash)
    {
        // An empty slot is 0. Whoever has that hash shares the next one.
        hash = Math.Max(hash, 1);
        for (var slot = (int)hash & _mask; ; slot = (slot + 1) & _mask)
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

    /// <summary>Gives the memory back.</summary>
    public void Dispose() => ArrayPool<ulong>.Shared.Return(_slots);
}

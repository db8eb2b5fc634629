using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>Hashes of bytes that are others in each process, so that a page cannot be made to collide.</summary>
internal static class SeededHash
{
    /// <summary>The hash of nothing.</summary>
    public static readonly ulong Seed = (ulong)Random.Shared.NextInt64();

    /// <summary>Adds bytes to a hash, and their number.</summary>
    public static ulong Add(ulong hash, ReadOnlySpan<byte> bytes)
    {
        hash = Add(hash, (ulong)bytes.Length);
        var rest = bytes;
        for (; rest.Length > sizeof(ulong); rest = rest[sizeof(ulong)..])
        {
            hash = Add(hash, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        // Since their number is known, the last ones may be taken together with some of those before.
        return Add(hash, bytes.Length switch
        {
            >= sizeof(ulong) => BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]),
            >= sizeof(uint) => ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes) << 32) | BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]),
            > 0 => ((ulong)bytes[0] << 16) | ((ulong)bytes[bytes.Length / 2] << 8) | bytes[^1],
            _ => 0,
        });
    }

    /// <summary>Adds a number to a hash. Every bit makes a difference to all others, or numbers that count up would soon share one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong hash, ulong number)
    {
        var high = Math.BigMul(hash ^ number, 0x9e3779b97f4a7c15, out var low);
        return high ^ low;
    }
}

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
        const int LengthPlace = 56;
        if (bytes.Length < sizeof(ulong))
        {
            return Add(hash, ((ulong)bytes.Length << LengthPlace) | Few(bytes));
        }

        hash = Add(hash, (ulong)bytes.Length);
        for (var rest = bytes; rest.Length > sizeof(ulong); rest = rest[sizeof(ulong)..])
        {
            hash = Add(hash, BinaryPrimitives.ReadUInt64LittleEndian(rest));
        }

        // Since their number is known, the last ones may be taken together with some of those before.
        return Add(hash, BinaryPrimitives.ReadUInt64LittleEndian(bytes[^sizeof(ulong)..]));
    }

    /// <summary>Adds a number to a hash. Every bit makes a difference to all others, or numbers that count up would soon share one.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Add(ulong hash, ulong number)
    {
        var high = Math.BigMul(hash ^ number, 0x9e3779b97f4a7c15, out var low);
        return high ^ low;
    }

    /// <summary>A number that less than eight bytes have for themselves among those that are as many.</summary>
    private static ulong Few(ReadOnlySpan<byte> bytes) => bytes.Length switch
    {
        >= sizeof(uint) => BinaryPrimitives.ReadUInt32LittleEndian(bytes)
            | ((ulong)BinaryPrimitives.ReadUInt32LittleEndian(bytes[^sizeof(uint)..]) << (8 * (bytes.Length - sizeof(uint)))),
        > 0 => ((ulong)bytes[0] << 16) | ((ulong)bytes[bytes.Length / 2] << 8) | bytes[^1],
        _ => 0,
    };
}

using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;

namespace PromMultiplexer.Exposition;

/// <summary>Hashes of short texts, fast, and with a seed, so that a page cannot be made to collide.</summary>
internal static class ByteHash
{
    private const ulong Odd = 0x9e3779b97f4a7c15;

    /// <summary>A seed that nobody outside knows. Not 0.</summary>
    public static ulong NewSeed() => (ulong)Random.Shared.NextInt64() | 1;

    /// <summary>The hash of some bytes. Hashes of one seed can be added up where the order of their texts must make no difference.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Of(ReadOnlySpan<byte> bytes, ulong seed)
    {
        ref var start = ref MemoryMarshal.GetReference(bytes);
        var length = bytes.Length;
        var hash = seed ^ (ulong)length;
        ulong first, last;
        if (length >= 8)
        {
            // The two last words may share bytes with those in front of them.
            for (var at = 0; at + 16 < length; at += 16)
            {
                hash = Mix(WordAt(ref start, at) ^ hash, WordAt(ref start, at + 8) ^ seed);
            }

            first = WordAt(ref start, Math.Max(length - 16, 0));
            last = WordAt(ref start, length - 8);
        }
        else if (length >= 4)
        {
            first = HalfAt(ref start, 0);
            last = HalfAt(ref start, length - 4);
        }
        else
        {
            first = length == 0 ? 0 : ((ulong)bytes[0] << 16) | ((ulong)bytes[length / 2] << 8) | bytes[length - 1];
            last = 0;
        }

        return Mix(Mix(first ^ hash, last ^ seed) ^ hash, Odd);
    }

    /// <summary>Lets every bit make a difference to all others.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static ulong Mix(ulong a, ulong b)
    {
        var high = Math.BigMul(a, b, out var low);
        return high ^ low;
    }

    private static ulong WordAt(ref byte start, int at) => Unsafe.ReadUnaligned<ulong>(ref Unsafe.Add(ref start, at));

    private static ulong HalfAt(ref byte start, int at) => Unsafe.ReadUnaligned<uint>(ref Unsafe.Add(ref start, at));
}

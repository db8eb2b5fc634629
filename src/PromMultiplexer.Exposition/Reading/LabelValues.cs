using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Finds where the values of a line's labels end. Looks at 64 bytes together, so that for one label after the other a few bits
/// have to be shifted, and not memory to be waited for.
/// </summary>
/// <param name="end">The place behind the last line feed: nothing behind it is looked at.</param>
internal unsafe ref struct LabelValues(byte* end)
{
    private const int BlockSize = 64;

    private readonly byte* _end = end;

    /// <summary>The bytes that were looked at last, as far as there were any.</summary>
    private byte* _block;

    /// <summary>One bit for each quote among them.</summary>
    private ulong _quotes;

    /// <summary>One bit for each backslash and line feed, which a plain value does not have.</summary>
    private ulong _stops;

    /// <summary>The quote that ends the value which starts here; null where the value is not plain.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public byte* EndOf(byte* value)
    {
        var offset = (nuint)(value - _block);
        if (offset >= BlockSize || _quotes >> (int)offset == 0)
        {
            if (_end - value < BlockSize)
            {
                return EndOfAny(value, _end);
            }

            Load(value);
            offset = 0;
        }

        var quotes = _quotes >> (int)offset;
        var upToQuote = quotes ^ (quotes - 1);
        return quotes != 0 && ((_stops >> (int)offset) & upToQuote) == 0
            ? value + BitOperations.TrailingZeroCount(quotes)
            : EndOfAny(value, _end);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Load(byte* block)
    {
        var first = Vector256.Load(block);
        var second = Vector256.Load(block + (BlockSize / 2));
        _block = block;
        _quotes = Both(Vector256.Equals(first, Vector256.Create((byte)'"')), Vector256.Equals(second, Vector256.Create((byte)'"')));
        _stops = Both(IsStop(first), IsStop(second));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static Vector256<byte> IsStop(Vector256<byte> bytes) =>
        Vector256.Equals(bytes, Vector256.Create((byte)'\\')) | Vector256.Equals(bytes, Vector256.Create((byte)'\n'));

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Both(Vector256<byte> first, Vector256<byte> second) =>
        first.ExtractMostSignificantBits() | ((ulong)second.ExtractMostSignificantBits() << (BlockSize / 2));

    /// <summary>The same for a value that may be long or have escapes in it.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private static byte* EndOfAny(byte* at, byte* end)
    {
        while (end - at >= Vector128<byte>.Count)
        {
            var bytes = Vector128.Load(at);
            var stops = (Vector128.Equals(bytes, Vector128.Create((byte)'"'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\\'))
                | Vector128.Equals(bytes, Vector128.Create((byte)'\n'))).ExtractMostSignificantBits();
            if (stops == 0)
            {
                at += Vector128<byte>.Count;
                continue;
            }

            at += BitOperations.TrailingZeroCount(stops);
            if (*at == (byte)'"')
            {
                return at;
            }

            if (*at == (byte)'\n' || !(at[1] is (byte)'\\' or (byte)'n' or (byte)'"'))
            {
                return null;
            }

            at += 2;
        }

        return null;
    }
}

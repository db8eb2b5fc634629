using System.Runtime.InteropServices;

namespace PromMultiplexer.Exposition;

/// <summary>Bytes with enough of others behind them for <see cref="LineSplicer"/> to read too many.</summary>
internal readonly struct PaddedBytes(ReadOnlySpan<byte> bytes)
{
    private readonly byte[] _bytes = [.. bytes, .. new byte[LineSplicer.Overrun]];

    public readonly int Length = bytes.Length;

    public ReadOnlySpan<byte> Bytes => _bytes.AsSpan(0, Length);

    public ref byte First => ref MemoryMarshal.GetArrayDataReference(_bytes);
}

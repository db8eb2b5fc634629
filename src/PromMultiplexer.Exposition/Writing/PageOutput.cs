using System.Buffers;
using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>Writes small pieces into large blocks of an output.</summary>
/// <param name="output">Receives the pieces.</param>
/// <param name="blockSize">How much is asked for at a time, at least.</param>
internal ref struct PageOutput(IBufferWriter<byte> output, int blockSize = PageOutput.BlockSize)
{
    private const int BlockSize = 64 * 1024;

    private readonly IBufferWriter<byte> _output = output;
    private Span<byte> _block;
    private int _used;

    /// <summary>At least <paramref name="size"/> bytes to write to, of which <see cref="Advance"/> tells how many were used.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Span<byte> Reserve(int size)
    {
        if (_block.Length - _used < size)
        {
            NextBlock(size);
        }

        return _block[_used..];
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void Advance(int count) => _used += count;

    /// <summary>Writes a piece; a long one in blocks, so that none larger has to be found for it.</summary>
    public void Write(scoped ReadOnlySpan<byte> bytes)
    {
        while (bytes.Length > BlockSize)
        {
            bytes[..BlockSize].CopyTo(Reserve(BlockSize));
            _used += BlockSize;
            bytes = bytes[BlockSize..];
        }

        bytes.CopyTo(Reserve(bytes.Length));
        _used += bytes.Length;
    }

    public void Write(byte value)
    {
        Reserve(1)[0] = value;
        _used++;
    }

    /// <summary>Hands over what was written. To be called once, at the end.</summary>
    public void Flush()
    {
        _output.Advance(_used);
        _used = 0;
        _block = default;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void NextBlock(int size)
    {
        if (_used > 0)
        {
            _output.Advance(_used);
        }

        _block = _output.GetSpan(Math.Max(size, blockSize));
        _used = 0;
    }
}

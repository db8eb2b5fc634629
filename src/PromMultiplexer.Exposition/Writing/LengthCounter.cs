using System.Buffers;

namespace PromMultiplexer.Exposition;

/// <summary>Counts the bytes that are written and keeps none of them: all go to the same rented memory, one over the other.</summary>
internal sealed class LengthCounter : IBufferWriter<byte>, IDisposable
{
    private byte[] _scratch = [];

    /// <summary>The bytes written.</summary>
    public long Length { get; private set; }

    public void Advance(int count) => Length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        if (_scratch.Length < Math.Max(sizeHint, 1))
        {
            Dispose();
            _scratch = ArrayPool<byte>.Shared.Rent(Math.Max(sizeHint, 1));
        }

        return _scratch;
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_scratch);
        _scratch = [];
    }
}

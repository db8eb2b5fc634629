using System.Buffers;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>An output that allocates nothing while it is written to.</summary>
internal sealed class ReusedOutput(int capacity) : IBufferWriter<byte>
{
    private readonly byte[] _bytes = new byte[capacity + (64 * 1024)];
    private int _written;

    public byte[] Written => _bytes[.._written];

    public void Clear() => _written = 0;

    public void Advance(int count) => _written += count;

    public Memory<byte> GetMemory(int sizeHint = 0) => _bytes.AsMemory(_written);

    public Span<byte> GetSpan(int sizeHint = 0) => _bytes.AsSpan(_written);
}

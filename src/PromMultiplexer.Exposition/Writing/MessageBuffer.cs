using System.Buffers;

namespace PromMultiplexer.Exposition;

/// <summary>
/// The messages of one family after the other. Its memory is not rented: a family may be as large as a page, and what was rented
/// stays with the thread for a while.
/// </summary>
internal sealed class MessageBuffer : IBufferWriter<byte>
{
    /// <summary>Who writes a message asks for a few bytes more than it has, since lengths may take as many.</summary>
    private const int Slack = 32;

    private byte[] _bytes = [];
    private int _length;

    /// <summary>What was written.</summary>
    public ReadOnlySpan<byte> Written => _bytes.AsSpan(0, _length);

    /// <summary>Starts anew.</summary>
    /// <param name="length">How long the messages are going to be; 0 where that is not known.</param>
    public void Start(long length)
    {
        _length = 0;
        if (_bytes.Length < length + Slack)
        {
            // What was written is of no use any more, so that both need not be there at once.
            _bytes = [];
            Resize(length + Slack);
        }
    }

    public void Advance(int count) => _length += count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        var needed = _length + (long)Math.Max(sizeHint, 1);
        if (_bytes.Length < needed)
        {
            Resize(Math.Max(needed, Math.Min(_bytes.Length * 2L, Array.MaxLength)));
        }

        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private void Resize(long capacity)
    {
        var larger = GC.AllocateUninitializedArray<byte>(checked((int)capacity));
        Written.CopyTo(larger);
        _bytes = larger;
    }
}

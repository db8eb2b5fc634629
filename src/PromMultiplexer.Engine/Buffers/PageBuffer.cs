using System.Buffers;

namespace PromMultiplexer.Engine;

/// <summary>
/// The bytes of one page in one piece. Made to be used again and again: it grows by need, keeps what it has, and gives
/// back memory when the pages have been much smaller for a while. Not safe for concurrent use.
/// </summary>
internal sealed class PageBuffer : IBufferWriter<byte>
{
    /// <summary>Smaller buffers are never given back: there is nothing to gain.</summary>
    private const int SmallestToShrink = 64 * 1024;

    /// <summary>How many pages in a row must have been much smaller. One page that is short by chance is no reason.</summary>
    private const int SmallPagesToShrink = 32;

    private byte[] _bytes = [];
    private int _length;
    private int _smallPages;

    /// <summary>What was written. Valid until the next <see cref="Clear"/> or write.</summary>
    public ReadOnlyMemory<byte> Written => _bytes.AsMemory(0, _length);

    public int Length => _length;

    public int Capacity => _bytes.Length;

    /// <summary>Forgets what was written.</summary>
    public void Clear()
    {
        if (_bytes.Length >= SmallestToShrink && _length < _bytes.Length / 4)
        {
            if (++_smallPages >= SmallPagesToShrink)
            {
                _bytes = [];
                _smallPages = 0;
            }
        }
        else
        {
            _smallPages = 0;
        }

        _length = 0;
    }

    /// <summary>Makes room for a page of <paramref name="length"/> bytes and a little more, since the next page is rarely as long.</summary>
    public void Reserve(int length)
    {
        if (_bytes.Length < length)
        {
            Resize((int)Math.Min(length + (length / 8L), Array.MaxLength));
        }
    }

    public void Advance(int count)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(count);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(count, _bytes.Length - _length);
        _length += count;
    }

    /// <summary>Takes back the last <paramref name="count"/> bytes.</summary>
    public void Shorten(int count) => _length -= count;

    public Memory<byte> GetMemory(int sizeHint = 0)
    {
        MakeRoom(Math.Max(sizeHint, 1));
        return _bytes.AsMemory(_length);
    }

    public Span<byte> GetSpan(int sizeHint = 0) => GetMemory(sizeHint).Span;

    private void MakeRoom(int size)
    {
        if (_bytes.Length - _length >= size)
        {
            return;
        }

        var needed = (long)_length + size;
        if (needed > Array.MaxLength)
        {
            throw new OutOfMemoryException("A page is limited to 2 GB.");
        }

        Resize((int)Math.Clamp(_bytes.Length * 2L, Math.Max(needed, 4096), Array.MaxLength));
    }

    private void Resize(int capacity)
    {
        var larger = GC.AllocateUninitializedArray<byte>(capacity);
        _bytes.AsSpan(0, _length).CopyTo(larger);
        _bytes = larger;
    }
}

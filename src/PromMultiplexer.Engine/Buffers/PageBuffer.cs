using System.Buffers;

namespace PromMultiplexer.Engine;

/// <summary>
/// The bytes of one page in one piece. Made to be used again and again: it grows by need, keeps what it has, and gives
/// back memory when the pages have been much smaller for a while. Not safe for concurrent use.
/// </summary>
/// <param name="memory">What it takes its bytes from; <see langword="null"/> for as many as the process has.</param>
internal sealed class PageBuffer(PageMemory? memory = null) : IBufferWriter<byte>
{
    /// <summary>Smaller buffers are never given back: there is nothing to gain.</summary>
    private const int SmallestToShrink = 64 * 1024;

    /// <summary>How many pages in a row must have been much smaller. One page that is short by chance is no reason.</summary>
    private const int SmallPagesToShrink = 32;

    private byte[] _bytes = [];
    private int _length;
    private int _smallPages;

    // One that was let go of without being freed is counted until the collector has found it.
    ~PageBuffer() => memory?.Return(_bytes.Length);

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
                Free();
            }
        }
        else
        {
            _smallPages = 0;
        }

        _length = 0;
    }

    /// <summary>Forgets what was written and gives all memory back.</summary>
    public void Free()
    {
        memory?.Discard(_bytes.Length);
        _bytes = [];
        _length = 0;
        _smallPages = 0;
    }

    /// <summary>The bytes to hold for pages of about <paramref name="length"/> bytes: a little more, since the next page is rarely as long.</summary>
    public static int CapacityFor(int length) => (int)Math.Min(length + (length / 16L), Array.MaxLength);

    /// <summary>Makes room for a page of <paramref name="length"/> bytes and a little more.</summary>
    /// <exception cref="InsufficientMemoryException">Pages have no more memory.</exception>
    public void Reserve(int length)
    {
        if (_bytes.Length < length)
        {
            Resize(CapacityFor(length));
        }
    }

    /// <summary>Makes room for a page of <paramref name="length"/> bytes and a little more, if pages have the memory.</summary>
    public bool TryReserve(int length) => _bytes.Length >= length || TryResize(CapacityFor(length));

    /// <summary>
    /// Gives back what is too much for pages as long as this one: a page whose length was not known has taken up to twice as much. Where
    /// there is no memory to copy the page to, everything stays as it is.
    /// </summary>
    public void Fit()
    {
        var capacity = CapacityFor(_length);
        if (memory is not null && _bytes.Length >= SmallestToShrink && _bytes.Length - capacity > _bytes.Length / 8)
        {
            TryResize(capacity);
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

    /// <exception cref="InsufficientMemoryException">Pages have no more memory.</exception>
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
        if (!TryResize(capacity))
        {
            throw new InsufficientMemoryException($"Pages have no memory for {capacity} bytes more.");
        }
    }

    private bool TryResize(int capacity)
    {
        // Both are there while one is copied.
        if (memory?.TryTake(capacity) == false)
        {
            return false;
        }

        var before = _bytes;
        byte[] bytes;
        try
        {
            bytes = GC.AllocateUninitializedArray<byte>(capacity);
        }
        catch (OutOfMemoryException)
        {
            // The process has less than pages may take.
            memory?.Return(capacity);
            return false;
        }

        before.AsSpan(0, _length).CopyTo(bytes);
        _bytes = bytes;
        memory?.Discard(before.Length);
        return true;
    }
}

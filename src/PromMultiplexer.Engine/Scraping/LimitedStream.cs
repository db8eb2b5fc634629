namespace PromMultiplexer.Engine;

/// <summary>Reads another stream up to a limit and then pretends that it ends, having made a note of it.</summary>
internal sealed class LimitedStream(Stream inner, long limit) : Stream
{
    private long _bytesRead;

    /// <summary>Whether there was more than the limit.</summary>
    public bool IsExceeded { get; private set; }

    /// <summary>How much was read, the excess included.</summary>
    public long BytesRead => _bytesRead;

    public override bool CanRead => true;

    public override bool CanSeek => false;

    public override bool CanWrite => false;

    public override long Length => throw new NotSupportedException();

    public override long Position
    {
        get => throw new NotSupportedException();
        set => throw new NotSupportedException();
    }

    public override async ValueTask<int> ReadAsync(Memory<byte> buffer, CancellationToken cancellationToken = default)
    {
        if (IsExceeded)
        {
            return 0;
        }

        var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
        _bytesRead += count;
        IsExceeded = _bytesRead > limit;
        return IsExceeded ? 0 : count;
    }

    public override Task<int> ReadAsync(byte[] buffer, int offset, int count, CancellationToken cancellationToken) =>
        ReadAsync(buffer.AsMemory(offset, count), cancellationToken).AsTask();

    public override int Read(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override void Flush()
    {
    }

    public override void Write(byte[] buffer, int offset, int count) => throw new NotSupportedException();

    public override long Seek(long offset, SeekOrigin origin) => throw new NotSupportedException();

    public override void SetLength(long value) => throw new NotSupportedException();
}

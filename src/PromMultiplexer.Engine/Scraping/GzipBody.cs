using System.IO.Compression;

namespace PromMultiplexer.Engine;

/// <summary>
/// A compressed body on its way to the decompressor, which needs watching in two ways. It is read up to a limit only. And
/// since the runtime takes a body that was cut short for a whole one, a seal is added at its end: another gzip member, as
/// the format allows. Only if everything before it was whole does the seal come out.
/// </summary>
internal sealed class GzipBody(Stream inner, long limit) : Stream
{
    private static readonly byte[] CompressedSeal = Compress(Seal);

    private int _sealBytesRead = -1;

    /// <summary>What comes out at the end of a body that was whole.</summary>
    public static ReadOnlySpan<byte> Seal => [0x5e, 0xa1, 0x00, 0xff, 0x93, 0x2c, 0xd7, 0x0b, 0x68, 0xe4, 0x1f, 0x7a, 0xb5, 0x46, 0xc9, 0x8d];

    /// <summary>Whether there was more than the limit.</summary>
    public bool IsExceeded => BytesRead > limit;

    /// <summary>How much was read, the excess included, the seal not.</summary>
    public long BytesRead { get; private set; }

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

        if (_sealBytesRead < 0)
        {
            var count = await inner.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            BytesRead += count;
            if (count > 0)
            {
                return IsExceeded ? 0 : count;
            }

            _sealBytesRead = 0;
        }

        var left = CompressedSeal.AsSpan(_sealBytesRead);
        left = left[..Math.Min(left.Length, buffer.Length)];
        left.CopyTo(buffer.Span);
        _sealBytesRead += left.Length;
        return left.Length;
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

    private static byte[] Compress(ReadOnlySpan<byte> bytes)
    {
        var compressed = new PageBuffer();
        using (var gzip = new GZipStream(new PageBufferStream(compressed), CompressionLevel.NoCompression))
        {
            gzip.Write(bytes);
        }

        return compressed.Written.ToArray();
    }
}

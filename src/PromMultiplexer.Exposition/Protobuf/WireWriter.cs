using System.Buffers;
using System.Buffers.Binary;
using System.Numerics;
using System.Runtime.CompilerServices;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Writes the fields of a protobuf message into memory that it rents. A message within a message is written behind a
/// length of one byte; where it grows longer than such a length can say, it is moved up when it ends.
/// </summary>
internal ref struct WireWriter : IDisposable
{
    private const int ShortLength = 1;
    private const int LongestVarint = 10;

    private byte[] _buffer;
    private int _length;

    /// <summary>Starts with an empty message.</summary>
    public WireWriter() => _buffer = ArrayPool<byte>.Shared.Rent(4096);

    /// <summary>What was written.</summary>
    public readonly ReadOnlySpan<byte> Written => _buffer.AsSpan(0, _length);

    /// <summary>The bytes that <paramref name="value"/> takes.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int SizeOfVarint(ulong value) => value < 0x80 ? 1 : 1 + (63 - BitOperations.LeadingZeroCount(value)) / 7;

    /// <summary>Spells an integer.</summary>
    /// <returns>The bytes written.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static int WriteVarint(ulong value, Span<byte> to)
    {
        var length = 0;
        while (value >= 0x80)
        {
            to[length++] = (byte)(value | 0x80);
            value >>= 7;
        }

        to[length++] = (byte)value;
        return length;
    }

    /// <summary>The integer under which zigzag spells <paramref name="value"/>, so that small negative numbers stay short.</summary>
    public static ulong Zigzag(long value) => (ulong)((value << 1) ^ (value >> 63));

    /// <summary>Gives the memory back.</summary>
    public void Dispose()
    {
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = [];
    }

    /// <summary>The bytes written.</summary>
    public readonly int Length => _length;

    /// <summary>Takes back what was written behind <paramref name="length"/>, between two messages.</summary>
    public void Truncate(int length) => _length = length;

    /// <summary>Starts anew and keeps the memory.</summary>
    public void Clear() => _length = 0;

    /// <summary>Begins a message that is the value of a field.</summary>
    /// <returns>What <see cref="EndMessage"/> needs to end it.</returns>
    public int BeginMessage(int field)
    {
        WriteTag(field, WireType.Bytes);
        Reserve(ShortLength);
        _length += ShortLength;
        return _length;
    }

    /// <summary>Ends the message that began at <paramref name="start"/>.</summary>
    public void EndMessage(int start)
    {
        var length = _length - start;
        var size = SizeOfVarint((ulong)length);
        if (size > ShortLength)
        {
            Reserve(size - ShortLength);
            _buffer.AsSpan(start, length).CopyTo(_buffer.AsSpan(start + size - ShortLength));
            _length += size - ShortLength;
        }

        WriteVarint((ulong)length, _buffer.AsSpan(start - ShortLength));
    }

    /// <summary>Writes a text as UTF-8.</summary>
    public void WriteText(int field, string text)
    {
        WriteTag(field, WireType.Bytes);
        var length = Encoding.UTF8.GetByteCount(text);
        WriteRawVarint((ulong)length);
        Reserve(length);
        Encoding.UTF8.GetBytes(text, _buffer.AsSpan(_length));
        _length += length;
    }

    /// <summary>Writes a text that is in UTF-8 already, in one piece or in two.</summary>
    public void WriteBytes(int field, scoped ReadOnlySpan<byte> text, scoped ReadOnlySpan<byte> more = default)
    {
        WriteTag(field, WireType.Bytes);
        var length = text.Length + more.Length;
        WriteRawVarint((ulong)length);
        Reserve(length);
        text.CopyTo(_buffer.AsSpan(_length));
        more.CopyTo(_buffer.AsSpan(_length + text.Length));
        _length += length;
    }

    /// <summary>Writes an integer, an enum or, in two's complement, an integer with a sign.</summary>
    public void WriteVarint(int field, ulong value)
    {
        WriteTag(field, WireType.Varint);
        WriteRawVarint(value);
    }

    /// <summary>Writes a <c>sint32</c> or <c>sint64</c>.</summary>
    public void WriteZigzag(int field, long value) => WriteVarint(field, Zigzag(value));

    /// <summary>Writes a <c>double</c>.</summary>
    public void WriteDouble(int field, double value)
    {
        WriteTag(field, WireType.Fixed64);
        Reserve(sizeof(double));
        BinaryPrimitives.WriteDoubleLittleEndian(_buffer.AsSpan(_length), value);
        _length += sizeof(double);
    }

    private void WriteTag(int field, WireType type) => WriteRawVarint(((ulong)field << 3) | (ulong)type);

    private void WriteRawVarint(ulong value)
    {
        Reserve(LongestVarint);
        _length += WriteVarint(value, _buffer.AsSpan(_length));
    }

    private void Reserve(int count)
    {
        if (_buffer.Length - _length < count)
        {
            Grow(count);
        }
    }

    private void Grow(int count)
    {
        var larger = ArrayPool<byte>.Shared.Rent((int)Math.Min(Array.MaxLength, Math.Max(_length + (long)count, _buffer.Length * 2L)));
        Written.CopyTo(larger);
        ArrayPool<byte>.Shared.Return(_buffer);
        _buffer = larger;
    }
}

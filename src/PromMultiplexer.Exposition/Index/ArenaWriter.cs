using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>Bytes written one behind the other, in memory that is kept when they are cleared.</summary>
internal sealed class ArenaWriter
{
    private byte[] _bytes = [];

    public int Length { get; private set; }

    public ReadOnlySpan<byte> Written
    {
        [MethodImpl(MethodImplOptions.AggressiveInlining)]
        get => _bytes.AsSpan(0, Length);
    }

    public void Clear() => Length = 0;

    /// <summary>Takes back what was written behind <paramref name="length"/>.</summary>
    public void Truncate(int length) => Length = length;

    public void Append(byte value)
    {
        Reserve(1);
        _bytes[Length++] = value;
    }

    public void Append(ReadOnlySpan<byte> values)
    {
        Reserve(values.Length);
        values.CopyTo(_bytes.AsSpan(Length));
        Length += values.Length;
    }

    /// <summary>Notes in front of a line where it came from, for errors that are found later.</summary>
    public void AppendPlace(int place)
    {
        Reserve(sizeof(int));
        BinaryPrimitives.WriteInt32LittleEndian(_bytes.AsSpan(Length), place);
        Length += sizeof(int);
    }

    /// <summary>Where the line at <paramref name="start"/> came from.</summary>
    public int PlaceOf(int start) => BinaryPrimitives.ReadInt32LittleEndian(_bytes.AsSpan(start - sizeof(int)));

    /// <summary>Appends bytes that were written here before.</summary>
    public void AppendOwn(int start, int length)
    {
        Reserve(length);
        _bytes.AsSpan(start, length).CopyTo(_bytes.AsSpan(Length));
        Length += length;
    }

    /// <summary>The free memory, at least <paramref name="count"/> bytes of it; <see cref="Advance"/> says how many were used.</summary>
    public Span<byte> GetSpan(int count)
    {
        Reserve(count);
        return _bytes.AsSpan(Length);
    }

    public void Advance(int count) => Length += count;

    /// <summary>The slice of what was written since <paramref name="start"/>.</summary>
    public Slice SliceFrom(int start) => new(~start, Length - start);

    public void Trim()
    {
        if (_bytes.Length > 4096 && _bytes.Length / 4 > Length)
        {
            Array.Resize(ref _bytes, Length);
        }
    }

    private void Reserve(int count)
    {
        if (Length + (long)count > _bytes.Length)
        {
            Array.Resize(ref _bytes, (int)Math.Min(Array.MaxLength, Math.Max(Length + (long)count, Math.Max(256, _bytes.Length * 2L))));
        }
    }
}

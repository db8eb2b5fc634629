using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Walks over the fields of a protobuf message. Never throws: the first thing that is wrong stops it for good, with
/// <see cref="Fault"/> saying what it was, and everything read after that is zero or empty. So a caller may read a whole
/// message and look for a fault once, at the end.
/// </summary>
/// <remarks>
/// Accepts what the reader that Prometheus' protobuf compiler generates accepts: bits of a varint that have no place are
/// ignored, and so are unknown fields, whatever their number, groups included. Strict reading refuses all of these but the
/// unknown fields.
/// </remarks>
internal ref struct WireReader
{
    private const int LongestVarint = 10;
    private const ulong LargestField = (1 << 29) - 1;

    private readonly ReadOnlySpan<byte> _bytes;
    private readonly bool _isStrict;
    private int _position;
    private int _end;

    /// <summary>Starts at the first field of a message.</summary>
    /// <param name="bytes">The page. Positions are places in it.</param>
    /// <param name="message">The message's place in the page.</param>
    /// <param name="isStrict">Whether to refuse what only careless writers write.</param>
    public WireReader(ReadOnlySpan<byte> bytes, Slice message, bool isStrict = false)
    {
        _bytes = bytes;
        _isStrict = isStrict;
        _position = message.Start;
        _end = message.Start + message.Length;
    }

    /// <summary>Starts at the first field of a message that is all there is.</summary>
    public WireReader(ReadOnlySpan<byte> message)
        : this(message, new Slice(0, message.Length))
    {
    }

    /// <summary>The number of the present field.</summary>
    public int Field { get; private set; }

    /// <summary>How the present field is spelled.</summary>
    public WireType Type { get; private set; }

    /// <summary>Where the present field begins, its tag included.</summary>
    public int FieldStart { get; private set; }

    /// <summary>Where reading goes on.</summary>
    public readonly int Position => _position;

    /// <summary>What is wrong; <see langword="null"/> while nothing is.</summary>
    public string? Fault { get; private set; }

    /// <summary>Whether the present message has nothing more.</summary>
    public readonly bool IsAtEnd => _position >= _end;

    /// <summary>The bytes at a place that <see cref="ReadBytes"/> told.</summary>
    public readonly ReadOnlySpan<byte> BytesOf(Slice slice) => _bytes.Slice(slice.Start, slice.Length);

    /// <summary>Goes to the next field of the present message, whose value must then be read or skipped.</summary>
    /// <returns><see langword="false"/> at the message's end or after a fault.</returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public bool NextField()
    {
        if (_position >= _end)
        {
            return false;
        }

        FieldStart = _position;
        var tag = ReadRawVarint();
        Field = (int)(tag >> 3);
        Type = (WireType)((int)tag & 7);
        return (tag - 8 < LargestField << 3 && Fault is null) || IsOddTag(tag);
    }

    /// <summary>The field's value as an integer without a sign.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadVarint() => Expect(WireType.Varint) ? ReadRawVarint() : 0;

    /// <summary>The field's value as a <c>double</c>.</summary>
    public double ReadDouble() => Expect(WireType.Fixed64) ? ReadRawDouble() : 0;

    /// <summary>The place of the field's text or message.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public Slice ReadBytes()
    {
        if (!Expect(WireType.Bytes))
        {
            return default;
        }

        var length = ReadRawVarint();
        if (length > (ulong)(_end - _position))
        {
            Fail(FieldStart, "a length that reaches beyond the end of its message");
            return default;
        }

        var bytes = new Slice(_position, (int)length);
        _position += (int)length;
        return bytes;
    }

    /// <summary>Goes into the field's message.</summary>
    /// <returns>What <see cref="Leave"/> needs to come back.</returns>
    public int Enter()
    {
        var outerEnd = _end;
        var message = ReadBytes();
        if (Fault is null)
        {
            _position = message.Start;
            _end = message.Start + message.Length;
        }

        return outerEnd;
    }

    /// <summary>Goes behind the message that was entered.</summary>
    public void Leave(int outerEnd)
    {
        if (Fault is null)
        {
            _position = _end;
            _end = outerEnd;
        }
    }

    /// <summary>
    /// A reader of the field's numbers, which are either packed into one run of bytes or stand in a field each. They are to be
    /// read with <see cref="ReadRawVarint"/> or <see cref="ReadRawDouble"/> until <see cref="IsAtEnd"/>.
    /// </summary>
    /// <param name="type">How one of them is spelled.</param>
    public WireReader ReadNumbers(WireType type)
    {
        var start = _position;
        if (Type == WireType.Bytes)
        {
            return new WireReader(_bytes, ReadBytes(), _isStrict);
        }

        if (Expect(type))
        {
            SkipValue();
        }

        return new WireReader(_bytes, new Slice(start, _position - start), _isStrict);
    }

    /// <summary>The next of a field's numbers.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public ulong ReadRawVarint()
    {
        if (_position < _end && _bytes[_position] is var value && value < 0x80)
        {
            _position++;
            return value;
        }

        return ReadLongVarint();
    }

    /// <summary>The next of a field's numbers.</summary>
    public double ReadRawDouble()
    {
        if (_end - _position < sizeof(double))
        {
            Fail(_position, "a number cut off by the end of its message");
            return 0;
        }

        var value = BinaryPrimitives.ReadDoubleLittleEndian(_bytes[_position..]);
        _position += sizeof(double);
        return value;
    }

    /// <summary>Goes behind a field that nobody wants to know.</summary>
    public void Skip()
    {
        if (Type != WireType.StartGroup)
        {
            SkipValue();
            return;
        }

        if (_isStrict)
        {
            Fail(FieldStart, "a group, which no message of client_model has");
            return;
        }

        // Counted, not recursed into: a page can nest as many as it has bytes.
        for (var depth = 1; depth > 0 && Fault is null;)
        {
            if (IsAtEnd)
            {
                Fail(FieldStart, "a group without an end");
                return;
            }

            Type = (WireType)((int)ReadRawVarint() & 7);
            switch (Type)
            {
                case WireType.StartGroup:
                    depth++;
                    break;
                case WireType.EndGroup:
                    depth--;
                    break;
                default:
                    SkipValue();
                    break;
            }
        }
    }

    /// <summary>The integer that zigzag spells so that small negative numbers stay short.</summary>
    public static long Unzigzag(ulong value) => (long)(value >> 1) ^ -(long)(value & 1);

    /// <summary>The integer that zigzag spells so that small negative numbers stay short.</summary>
    public static int Unzigzag32(ulong value) => (int)((uint)value >> 1) ^ -(int)(value & 1);

    /// <summary>Stops reading for good. The first fault stays.</summary>
    public void Fail(int position, string fault)
    {
        if (Fault is null)
        {
            Fault = fault;
            _position = position;
            _end = position;
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool Expect(WireType type)
    {
        if (Type == type)
        {
            return true;
        }

        FailType(type);
        return false;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private void FailType(WireType expected) => Fail(FieldStart, $"field {Field} spelled as {NameOf(Type)} where {NameOf(expected)} is expected");

    private static string NameOf(WireType type) => type switch
    {
        WireType.Varint => "an integer",
        WireType.Fixed64 => "eight bytes",
        WireType.Bytes => "bytes with a length",
        WireType.Fixed32 => "four bytes",
        WireType.StartGroup => "a group",
        _ => "nothing known",
    };

    /// <summary>Whether a tag that looks wrong can stand all the same.</summary>
    [MethodImpl(MethodImplOptions.NoInlining)]
    private bool IsOddTag(ulong tag)
    {
        if (Field <= 0 || (_isStrict && tag >> 3 > LargestField))
        {
            Fail(FieldStart, "a field number that is none");
        }

        return Fault is null;
    }

    private void SkipValue()
    {
        switch (Type)
        {
            case WireType.Varint:
                ReadRawVarint();
                break;
            case WireType.Fixed64:
                SkipBytes(8);
                break;
            case WireType.Bytes:
                ReadBytes();
                break;
            case WireType.Fixed32:
                SkipBytes(4);
                break;
            case WireType.EndGroup:
                Fail(FieldStart, "the end of a group that has not begun");
                break;
            default:
                Fail(FieldStart, "a wire type that does not exist");
                break;
        }
    }

    private void SkipBytes(int count)
    {
        if (_end - _position < count)
        {
            Fail(_position, "a number cut off by the end of its message");
            return;
        }

        _position += count;
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private ulong ReadLongVarint()
    {
        var start = _position;
        var value = 0UL;
        for (var at = 0; at < LongestVarint; at++)
        {
            if (_position >= _end)
            {
                Fail(start, "an integer cut off by the end of its message");
                return 0;
            }

            var next = _bytes[_position++];
            value |= (ulong)(next & 0x7f) << (7 * at);
            if (next < 0x80)
            {
                if (_isStrict && at == LongestVarint - 1 && next > 1)
                {
                    break;
                }

                return value;
            }
        }

        Fail(start, "an integer of more than 64 bits");
        return 0;
    }
}

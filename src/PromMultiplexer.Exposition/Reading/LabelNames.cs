using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PromMultiplexer.Exposition;

/// <summary>
/// The names of a line's labels. They are kept from line to line: nearly always the next line has the same ones, and then comparing
/// them is all there is to do. What is kept are names without quotes that are all different.
/// </summary>
internal unsafe struct LabelNames
{
    /// <summary>How many bytes from a name on are looked at, whether they belong to it or not.</summary>
    public const int Window = 32;

    private const int Most = 24;

    private static readonly ulong MetricName = BinaryPrimitives.ReadUInt64LittleEndian("__name__"u8);

    private static readonly ulong Quantile = BinaryPrimitives.ReadUInt64LittleEndian("quantile"u8);

    private static readonly ulong KeyOfLe = LabelNameFilter.KeyOf("le"u8);

    /// <summary>All names that were met: those that were taken, and those of lines that the whole grammar read.</summary>
    public LabelNameFilter Met;

    /// <summary>Where each name stood when it was met first.</summary>
    private fixed long _places[Most];

    /// <summary>What <see cref="LabelNameFilter.KeyOf(ulong, int)"/> makes of them: it tells names of less than eight bytes apart.</summary>
    private fixed ulong _keys[Most];

    /// <summary>The bytes of each name, and of the sign and the quote behind it.</summary>
    private fixed int _lengths[Most];

    private fixed bool _areBounds[Most];

    private int _count;

    /// <summary>Takes the name of a line's label, of which the ones before have been taken.</summary>
    /// <param name="index">Which of the labels it is.</param>
    /// <param name="name">Where it stands, with <see cref="Window"/> bytes to look at.</param>
    /// <returns>
    /// The bytes of the name, the sign and the quote behind it; 0 where it is not plain, is one of those before, or is one too many.
    /// </returns>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public int Take(int index, byte* name)
    {
        if (index < _count)
        {
            var length = _lengths[index];
            var same = (ulong)Vector256.Equals(Vector256.Load(name), Vector256.Load((byte*)_places[index])).ExtractMostSignificantBits();
            if ((same | (ulong.MaxValue << length)) == ulong.MaxValue && length <= Window)
            {
                return length;
            }
        }

        return TakeNew(index, name);
    }

    /// <summary>Whether the label is one that the bound of a bucket or a quantile is the value of.</summary>
    public readonly bool IsBound(int index) => _areBounds[index];

    [MethodImpl(MethodImplOptions.NoInlining)]
    private int TakeNew(int index, byte* name)
    {
        var at = name;
        if (NameSyntax.IsLabelStart(*at))
        {
            do
            {
                at++;
            }
            while (NameSyntax.IsLabelByte(*at));
        }

        var bytes = (int)(at - name);
        var length = bytes + 2;
        var start = BinaryPrimitives.ReadUInt64LittleEndian(new ReadOnlySpan<byte>(name, sizeof(ulong)));
        if (index == Most || bytes == 0 || at[0] != (byte)'=' || at[1] != (byte)'"' || (bytes == 8 && start == MetricName))
        {
            return 0;
        }

        var key = LabelNameFilter.KeyOf(start, bytes);
        for (var i = 0; i < index; i++)
        {
            if (_keys[i] == key && (bytes < 8 || (_lengths[i] == length && AreSame((byte*)_places[i], name, bytes))))
            {
                return 0;
            }
        }

        _places[index] = (long)name;
        _keys[index] = key;
        _lengths[index] = length;
        _areBounds[index] = key == KeyOfLe || (bytes == 8 && start == Quantile);
        _count = index + 1;
        Met.Add(key);
        return length;
    }

    private static bool AreSame(byte* first, byte* second, int length) =>
        new ReadOnlySpan<byte>(first, length).SequenceEqual(new ReadOnlySpan<byte>(second, length));
}

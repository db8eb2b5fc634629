using System.Numerics;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Which samples of a family are of one metric: those with the same labels, in whatever order, but for the one that tells bucket or
/// quantile.
/// </summary>
internal static class MetricIdentity
{
    /// <summary>More labels than that are compared by their hashes where their order differs, or finding each of them would take too long.</summary>
    private const int MostSearched = 64;

    private static readonly ulong s_seed = ByteHash.NewSeed();

    /// <summary>The label that does not tell a metric from another; a sum or a count has none.</summary>
    public static ReadOnlySpan<byte> BoundOf(MetricType type, SampleKind kind) =>
        kind is SampleKind.Bucket or SampleKind.Plain ? SampleFit.BoundOf(type) : default;

    /// <summary>Whether two lines are of one metric.</summary>
    public static bool AreSame(SampleLine first, ReadOnlySpan<byte> firstBound, SampleLine second, ReadOnlySpan<byte> secondBound)
    {
        var one = first.HasLabelSet ? first.Labels : default;
        var two = second.HasLabelSet ? second.Labels : default;
        while (true)
        {
            var hasOne = first.HasLabelSet && MoveNext(ref one, firstBound);
            var hasTwo = second.HasLabelSet && MoveNext(ref two, secondBound);
            if (!hasOne || !hasTwo)
            {
                return hasOne == hasTwo;
            }

            if (!one.Current.Name.SequenceEqual(two.Current.Name))
            {
                return AreSameInAnyOrder(first, firstBound, second, secondBound);
            }

            if (!one.Current.Value.SequenceEqual(two.Current.Value))
            {
                return false;
            }
        }
    }

    /// <summary>The labels that tell the metric, to find it again by.</summary>
    public static string KeyOf(SampleLine line, ReadOnlySpan<byte> bound)
    {
        // A line feed is the one character that no name and no value has in it as it is spelled.
        var pairs = new List<string>();
        if (line.HasLabelSet)
        {
            var labels = line.Labels;
            while (MoveNext(ref labels, bound))
            {
                pairs.Add($"{Encoding.UTF8.GetString(labels.Current.Name)}\n{Encoding.UTF8.GetString(labels.Current.Value)}");
            }
        }

        pairs.Sort(StringComparer.Ordinal);
        return string.Join('\n', pairs);
    }

    /// <summary>A number that is the same for lines of one metric, and most likely another for others.</summary>
    /// <param name="line">The line.</param>
    /// <param name="bound">The label that does not tell the metric.</param>
    /// <param name="series">Such a number for all labels.</param>
    public static ulong HashOf(SampleLine line, ReadOnlySpan<byte> bound, out ulong series)
    {
        // A sum, so that the order of the labels makes no difference.
        ulong hash = 0;
        series = 0;
        if (line.HasLabelSet)
        {
            foreach (var label in line.Labels)
            {
                var pair = ByteHash.Of(line.BytesOf(label), s_seed);
                series += pair;
                hash += label.Name.SequenceEqual(bound) ? 0 : pair;
            }
        }

        return hash;
    }

    /// <summary>The same for labels without quoted names, none of which is a bound.</summary>
    /// <param name="bytes">The labels, and what stands behind them.</param>
    /// <param name="length">The bytes of the labels.</param>
    public static ulong HashOf(ReadOnlySpan<byte> bytes, int length)
    {
        ulong hash = 0;
        for (var start = 0; start < length;)
        {
            // Every other quote ends a label.
            var window = start;
            for (var quotes = FindQuotes(bytes[start..], length - start); (quotes & (quotes - 1)) != 0; quotes &= quotes - 1)
            {
                quotes &= quotes - 1;
                var end = window + BitOperations.TrailingZeroCount(quotes) + 1;
                hash += ByteHash.Of(bytes[start..end], s_seed);
                start = end + 1;
            }

            if (start == window)
            {
                var end = LabelSpanEnumerator.EndOfQuoted(bytes, start + bytes[start..].IndexOf((byte)'"'));
                hash += ByteHash.Of(bytes[start..end], s_seed);
                start = end + 1;
            }
        }

        return hash;
    }

    /// <summary>One bit for each quote among the first bytes of some labels; 0 where escapes are among them, or too few bytes are there to look at.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong FindQuotes(ReadOnlySpan<byte> bytes, int length)
    {
        const int Window = 2 * 32;
        if (bytes.Length < Window)
        {
            return 0;
        }

        var low = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(bytes));
        var high = Vector256.LoadUnsafe(ref MemoryMarshal.GetReference(bytes), Window / 2);
        var within = length < Window ? (1UL << length) - 1 : ulong.MaxValue;
        return (Find(low, high, (byte)'\\') & within) != 0 ? 0 : Find(low, high, (byte)'"') & within;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static ulong Find(Vector256<byte> low, Vector256<byte> high, byte wanted) =>
        Vector256.Equals(low, Vector256.Create(wanted)).ExtractMostSignificantBits()
        | ((ulong)Vector256.Equals(high, Vector256.Create(wanted)).ExtractMostSignificantBits() << 32);

    private static bool AreSameInAnyOrder(
        SampleLine first, ReadOnlySpan<byte> firstBound, SampleLine second, ReadOnlySpan<byte> secondBound)
    {
        var count = Count(first, firstBound);
        if (count != Count(second, secondBound))
        {
            return false;
        }

        if (count > MostSearched)
        {
            return HashOf(first, firstBound, out _) == HashOf(second, secondBound, out _);
        }

        // No line has a label twice, so that all that are found are all there are.
        var labels = first.Labels;
        while (MoveNext(ref labels, firstBound))
        {
            if (!Has(second, secondBound, labels.Current))
            {
                return false;
            }
        }

        return true;
    }

    private static int Count(SampleLine line, ReadOnlySpan<byte> bound)
    {
        var count = 0;
        var labels = line.HasLabelSet ? line.Labels : default;
        while (line.HasLabelSet && MoveNext(ref labels, bound))
        {
            count++;
        }

        return count;
    }

    private static bool Has(SampleLine line, ReadOnlySpan<byte> bound, LabelSpan wanted)
    {
        var labels = line.Labels;
        while (MoveNext(ref labels, bound))
        {
            if (labels.Current.Name.SequenceEqual(wanted.Name))
            {
                return labels.Current.Value.SequenceEqual(wanted.Value);
            }
        }

        return false;
    }

    private static bool MoveNext(ref LabelSpanEnumerator labels, ReadOnlySpan<byte> bound)
    {
        while (labels.MoveNext())
        {
            if (bound.IsEmpty || !labels.Current.Name.SequenceEqual(bound))
            {
                return true;
            }
        }

        return false;
    }
}

using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Reads a page that says the same as the one before it but for the values, as the pages of a program nearly always do:
/// what stands between two values is compared byte for byte, and only the values are read. The index is the one of the
/// page before, moved to where the lines stand now. The first thing that is different ends the attempt.
/// </summary>
internal static unsafe class RepeatedPage
{
    /// <summary>Whether nothing but the shape of this page decided how it was read.</summary>
    public static bool CanFollow(ParsedExposition page)
    {
        // The strict rules of OpenMetrics, and all rules about timestamps, look at more than one line.
        var isStrict = page.Mode == ReadMode.Strict;
        if (page.IsProtobuf || (isStrict && page.IsOpenMetrics))
        {
            return false;
        }

        var unfit = FamilyFlags.Misfit | (isStrict || page.IsOpenMetrics ? FamilyFlags.HasTimesOrExemplars : FamilyFlags.None);
        foreach (ref var family in page.Families.AsSpan())
        {
            if (family.Has(unfit))
            {
                return false;
            }
        }

        foreach (ref var sample in page.Samples.AsSpan())
        {
            if (sample.TailLength == 0)
            {
                return false;
            }
        }

        return true;
    }

    /// <summary>Reads the source of <paramref name="into"/> by comparing it with the page before.</summary>
    /// <returns><see langword="false"/> where that is not how to read it; what is in the index then is of no use.</returns>
    public static bool TryRead(ParsedExposition previous, ParsedExposition into)
    {
        if (!previous.IsRepeatable || previous.Format != into.Format || previous.Mode != into.Mode)
        {
            return false;
        }

        fixed (byte* before = previous.Source.Span, now = into.Source.Span)
        {
            if (!TryReadSamples(previous, before, into, now))
            {
                return false;
            }
        }

        into.CopyShapeFrom(previous);
        MoveFamilies(previous, into);
        return true;
    }

    private static bool TryReadSamples(ParsedExposition previous, byte* before, ParsedExposition into, byte* now)
    {
        var source = into.Source.Span;
        var linesEnd = now + source.LastIndexOf((byte)'\n') + 1;
        var endBefore = before + previous.Source.Length;
        var samples = previous.Samples.AsSpan();
        var moved = into.Samples.Claim(samples.Length);
        var same = before;
        var at = now;
        for (var i = 0; i < samples.Length; i++)
        {
            ref readonly var sample = ref samples[i];
            var length = (int)(before + sample.ValueStart - same);
            if (linesEnd - at <= length || !AreEqual(same, at, length))
            {
                return false;
            }

            var value = at + length;
            if (!TryReadTail(value, linesEnd, before + sample.ValueStart, endBefore, sample, out var tail))
            {
                return false;
            }

            ref var entry = ref moved[i];
            entry = sample;
            entry.Start = (int)(value - now) - (sample.Length - sample.TailLength);
            entry.Length = sample.Length - sample.TailLength + tail;
            entry.TailLength = (byte)tail;
            same = before + sample.End;
            at = value + tail;
        }

        var rest = previous.Source.Length - (int)(same - before);
        return rest == source.Length - (int)(at - now) && AreEqual(same, at, rest);
    }

    /// <summary>Reads a value and what may stand behind it, if it is of the same kind as before.</summary>
    /// <param name="value">The value.</param>
    /// <param name="end">The place behind the last line feed.</param>
    /// <param name="before">The value of the page before.</param>
    /// <param name="endBefore">The end of that page.</param>
    /// <param name="sample">The sample of the page before.</param>
    /// <param name="length">The bytes of the value and of all that follows on the line.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool TryReadTail(byte* value, byte* end, byte* before, byte* endBefore, in SampleEntry sample, out int length)
    {
        const int Window = PlainScanner.NumberWindow;
        length = sample.TailLength;
        if (length <= Window && end - value >= Window && endBefore - before >= Window)
        {
            var bytes = Vector256.Load(value);
            var same = (ulong)Vector256.Equals(bytes, Vector256.Load(before)).ExtractMostSignificantBits();
            if ((same | (ulong.MaxValue << length)) == ulong.MaxValue)
            {
                return true;
            }

            length = PlainScanner.LengthOfUsualNumber(bytes) + 1;
            if (length > 1 && !sample.HasTimeOrExemplar && !IsNegativeCount(value, sample))
            {
                return true;
            }
        }

        var lineEnd = PlainScanner.EndOfValue(value, end, out var hasTimestamp);
        if (lineEnd == null
            || lineEnd - value >= byte.MaxValue
            || hasTimestamp != sample.HasTimeOrExemplar
            || IsNegativeCount(value, sample))
        {
            return false;
        }

        length = (int)(lineEnd - value) + 1;
        return true;
    }

    /// <summary>Whether the sample may be one that does not fit its type any more.</summary>
    private static bool IsNegativeCount(byte* value, in SampleEntry sample) =>
        sample.Kind is SampleKind.Bucket or SampleKind.Count && *value == (byte)'-';

    /// <summary>Moves what the families point to in the source along with the lines.</summary>
    private static void MoveFamilies(ParsedExposition previous, ParsedExposition into)
    {
        var samples = previous.Samples.AsSpan();
        var moved = into.Samples.AsSpan();
        var runs = into.Runs.AsSpan();
        var shiftBehind = into.Source.Length - previous.Source.Length;
        foreach (ref var family in into.Families.AsSpan())
        {
            // What a family has to say nearly always stands between the sample before it and its first.
            var first = family.FirstRun < 0 ? samples.Length : runs[family.FirstRun].First;
            var place = first == 0 ? 0 : samples[first - 1].End;
            var end = first == samples.Length ? int.MaxValue : samples[first].End;
            var shift = first == samples.Length ? shiftBehind : moved[first].Start - samples[first].Start;
            family.Name = Move(family.Name);
            family.Help = Move(family.Help);
            family.Unit = Move(family.Unit);
            for (var run = family.FirstRun; run >= 0; run = runs[run].Next)
            {
                // What stands between the lines of a run has not become longer.
                var start = runs[run].First;
                var last = start + runs[run].Count - 1;
                family.LineBytes += moved[last].End - moved[start].Start - (samples[last].End - samples[start].Start);
            }

            Slice Move(Slice slice) => slice.IsNone || slice.Start < 0 ? slice
                : slice.Start >= place && slice.Start < end ? new Slice(slice.Start + shift, slice.Length)
                : new Slice(slice.Start + ShiftAt(slice.Start, previous, into), slice.Length);
        }
    }

    /// <summary>By how much a place moves: what stands between two values moves as far as the line that the second is on.</summary>
    private static int ShiftAt(int place, ParsedExposition previous, ParsedExposition into)
    {
        var samples = previous.Samples.AsSpan();
        var next = FindNext(samples, place);
        return next < samples.Length
            ? into.Samples[next].Start - samples[next].Start
            : into.Source.Length - previous.Source.Length;
    }

    /// <summary>The first sample whose line ends behind a place.</summary>
    private static int FindNext(ReadOnlySpan<SampleEntry> samples, int place)
    {
        var low = 0;
        var high = samples.Length;
        while (low < high)
        {
            var middle = (low + high) >>> 1;
            (low, high) = samples[middle].End <= place ? (middle + 1, high) : (low, middle);
        }

        return low;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static bool AreEqual(byte* first, byte* second, int length) =>
        new ReadOnlySpan<byte>(first, length).SequenceEqual(new ReadOnlySpan<byte>(second, length));
}

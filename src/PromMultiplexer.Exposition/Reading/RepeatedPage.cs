using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Reads a page that says the same as the one before it but for the values, as the pages of a program nearly always do:
/// what stands between two values is compared byte for byte, and only the values are read. The index is the one of the
/// page before, moved to where the lines stand now. From the first thing that is different on the page has to be read, as far as
/// <see cref="RepeatedFamilies"/> does not find it going on as before.
/// </summary>
internal static unsafe class RepeatedPage
{
    /// <summary>The bytes of the shortest line that is a sample.</summary>
    private const int ShortestSample = 4;

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

    /// <summary>Reads as much of the source of <paramref name="into"/> as is the same as on the page before.</summary>
    /// <param name="previous">The page before, in the same format and read in the same mode.</param>
    /// <param name="into">The page, which has been cleared. Receives the index of what is the same.</param>
    /// <param name="position">The place behind what was read, where a family starts that is not all the same any more.</param>
    /// <returns>Whether that is all.</returns>
    public static bool TryRead(ParsedExposition previous, ParsedExposition into, out int position)
    {
        fixed (byte* before = previous.Source.Span, now = into.Source.Span)
        {
            if (TryTakeSamples(previous, before, into, now, out var taken))
            {
                into.CopyShapeFrom(previous);
                MoveFamilies(previous, into);
                position = into.Source.Length;
                return true;
            }

            position = KeepFamilies(previous, into, RepeatedFamilies.CanStartAnywhere(previous) ? taken : 0);
            return false;
        }
    }

    private static bool TryTakeSamples(ParsedExposition previous, byte* before, ParsedExposition into, byte* now, out int taken)
    {
        var source = into.Source.Span;
        var linesEnd = now + source.LastIndexOf((byte)'\n') + 1;
        var endBefore = before + previous.Source.Length;
        var samples = previous.Samples.AsSpan();

        // A page that has become small must not take the memory of a large one.
        var moved = into.Samples.Claim(Math.Min(samples.Length, source.Length / ShortestSample));
        var same = before;
        var at = now;
        for (taken = 0; taken < samples.Length; taken++)
        {
            ref readonly var sample = ref samples[taken];
            if (taken == moved.Length || !TryTake(sample, same, before, endBefore, now, linesEnd, ref at, out moved[taken]))
            {
                return false;
            }

            same = before + sample.End;
        }

        var rest = previous.Source.Length - (int)(same - before);
        return rest == source.Length - (int)(at - now) && AreEqual(same, at, rest);
    }

    /// <summary>Takes a sample whose line differs from the one of the page before in its value only.</summary>
    /// <param name="sample">The sample of the page before.</param>
    /// <param name="same">What has to be the same from here to its value.</param>
    /// <param name="before">The page before.</param>
    /// <param name="endBefore">The end of that page.</param>
    /// <param name="now">The page.</param>
    /// <param name="linesEnd">The place behind the last line feed.</param>
    /// <param name="at">Where to compare; then the place behind the line.</param>
    /// <param name="moved">The sample.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public static bool TryTake(
        in SampleEntry sample, byte* same, byte* before, byte* endBefore, byte* now, byte* linesEnd, ref byte* at, out SampleEntry moved)
    {
        moved = sample;
        var value = before + sample.ValueStart;
        var length = (int)(value - same);
        if (linesEnd - at <= length
            || !AreEqual(same, at, length)
            || !TryReadTail(at + length, linesEnd, value, endBefore, sample, out var tail))
        {
            return false;
        }

        at += length;
        var prefix = sample.Length - sample.TailLength;
        moved.Start = (int)(at - now) - prefix;
        moved.Length = prefix + tail;
        moved.TailLength = (byte)tail;
        at += tail;
        return true;
    }

    /// <summary>Keeps the families whose samples have all been taken.</summary>
    /// <param name="previous">A page whose families are each in one piece.</param>
    /// <param name="into">The page.</param>
    /// <param name="taken">The samples that have been taken.</param>
    /// <returns>The place behind the last of these families.</returns>
    private static int KeepFamilies(ParsedExposition previous, ParsedExposition into, int taken)
    {
        var (families, samples, runs) = (0, 0, 0);
        for (var i = 0; i < previous.Families.Count && samples + previous.Families[i].SampleCount <= taken; i++)
        {
            if (previous.Families[i].SampleCount > 0)
            {
                samples += previous.Families[i].SampleCount;
                (families, runs) = (i + 1, runs + 1);
            }
        }

        into.Samples.Truncate(samples);
        previous.Runs.AsSpan()[..runs].CopyTo(into.Runs.Claim(runs));
        previous.Families.AsSpan()[..families].CopyTo(into.Families.Claim(families));
        into.IsSorted = families == 0 || previous.IsSorted;
        MoveFamilies(previous, into);
        return samples == 0 ? 0 : into.Samples[samples - 1].End;
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

            if (PlainScanner.IsUsualNumber(bytes, out length) && !sample.HasTimeOrExemplar && !IsNegativeCount(value, sample))
            {
                length++;
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
    public static bool AreEqual(byte* first, byte* second, int length) =>
        new ReadOnlySpan<byte>(first, length).SequenceEqual(new ReadOnlySpan<byte>(second, length));
}

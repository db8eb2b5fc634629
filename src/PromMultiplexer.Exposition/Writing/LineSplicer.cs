using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Writes lines as they stand in their source, with a label put in between: from slot to slot in one piece where lines stand
/// together. Copies in wide steps that go beyond the end of a piece, which what is written next covers again.
/// </summary>
internal static class LineSplicer
{
    /// <summary>The most bytes that a copy reads and writes beyond the end of a piece.</summary>
    public const int Overrun = 64;

    /// <summary>Writes a run of samples.</summary>
    /// <param name="page">Whose samples they are.</param>
    /// <param name="front">Some bytes of the same source to be written in front of them; empty where there are none.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="label">The label.</param>
    /// <param name="output">Where to.</param>
    /// <returns>How many were written: those behind need a closer look.</returns>
    public static int Write(
        ParsedExposition page, Slice front, ReadOnlySpan<SampleEntry> samples, LabelInjector label, ref PageOutput output)
    {
        var source = page.Source.Span;
        var last = source.Length - Overrun;
        var start = front.Start;
        var end = front.Start + front.Length;
        if (end > last)
        {
            output.Write(source[start..end]);
            start = end;
        }

        var count = 0;
        foreach (ref readonly var sample in samples)
        {
            // A line that was spelled anew stands elsewhere, which makes its place negative.
            if (sample.Start < 0 || sample.End > last)
            {
                break;
            }

            if (sample.Start != end)
            {
                Write(source, start, end, ref output);
                start = sample.Start;
            }

            var slot = sample.Start + sample.SlotOffset;
            Write(source, start, slot, label.PairAt(sample.Slot), ref output);
            start = slot;
            end = sample.End;
            count++;
        }

        Write(source, start, end, ref output);
        return count;
    }

    /// <summary>Writes all that stands between a place and the end of the last of some samples.</summary>
    /// <param name="page">Whose samples they are: all as they stand in its source.</param>
    /// <param name="start">The place.</param>
    /// <param name="samples">The samples.</param>
    /// <param name="label">The label.</param>
    /// <param name="output">Where to.</param>
    public static void WriteAll(ParsedExposition page, int start, ReadOnlySpan<SampleEntry> samples, LabelInjector label, ref PageOutput output)
    {
        var source = page.Source.Span;
        var last = source.Length - Overrun;
        foreach (ref readonly var sample in samples)
        {
            var slot = sample.Start + sample.SlotOffset;
            if (slot <= last)
            {
                Write(source, start, slot, label.PairAt(sample.Slot), ref output);
            }
            else
            {
                output.Write(source[start..slot]);
                output.Write(label.PairAt(sample.Slot).Bytes);
            }

            start = slot;
        }

        output.Write(source[start..samples[^1].End]);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(ReadOnlySpan<byte> source, int start, int end, ref PageOutput output)
    {
        var length = end - start;
        Copy(ref Unsafe.Add(ref MemoryMarshal.GetReference(source), start), ref MemoryMarshal.GetReference(output.Reserve(length + Overrun)), length);
        output.Advance(length);
    }

    /// <summary>Writes a piece of the source and some bytes behind it.</summary>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Write(ReadOnlySpan<byte> source, int start, int end, in PaddedBytes bytes, ref PageOutput output)
    {
        var length = end - start;
        ref var to = ref MemoryMarshal.GetReference(output.Reserve(length + bytes.Length + Overrun));
        Copy(ref Unsafe.Add(ref MemoryMarshal.GetReference(source), start), ref to, length);
        Copy(ref bytes.First, ref Unsafe.Add(ref to, length), bytes.Length);
        output.Advance(length + bytes.Length);
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void Copy(ref byte from, ref byte to, int length)
    {
        for (nuint at = 0; (nint)at < length; at += Overrun)
        {
            var first = Vector256.LoadUnsafe(ref from, at);
            var second = Vector256.LoadUnsafe(ref from, at + (Overrun / 2));
            first.StoreUnsafe(ref to, at);
            second.StoreUnsafe(ref to, at + (Overrun / 2));
        }
    }
}

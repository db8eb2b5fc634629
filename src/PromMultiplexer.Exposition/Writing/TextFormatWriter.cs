using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>Writes merged pages in the text format: lines are gathered from the sources, with the label put in between.</summary>
internal static class TextFormatWriter
{
    private static ReadOnlySpan<byte> HelpKeyword => "# HELP "u8;

    private static ReadOnlySpan<byte> TypeKeyword => "# TYPE "u8;

    public static long Measure(MergedExposition page, ExpositionFormat format)
    {
        Check(format);
        var length = 0L;
        foreach (ref var family in page.Families.AsSpan())
        {
            if (family.IsHidden)
            {
                continue;
            }

            var name = page.NameOf(family).Length;
            length += family.HelpSource < 0 ? 0 : HelpKeyword.Length + name + 1 + family.Help.Length + 1;
            length += TypeKeyword.Length + name + 1 + TypeNames.InText(family.Type).Length + 1;
            foreach (ref var part in page.Parts.AsSpan().Slice(family.FirstPart, family.PartCount))
            {
                length += MeasurePart(page, part);
            }
        }

        return length;
    }

    public static void Write(MergedExposition page, IBufferWriter<byte> writer, ExpositionFormat format)
    {
        Check(format);
        var output = new PageOutput(writer);
        foreach (ref var family in page.Families.AsSpan())
        {
            if (!family.IsHidden)
            {
                WriteFamily(page, family, ref output);
            }
        }

        output.Flush();
    }

    private static void Check(ExpositionFormat format)
    {
        if (format is not (ExpositionFormat.Text004 or ExpositionFormat.Text100))
        {
            throw new NotSupportedException($"There is no writer of {format}.");
        }
    }

    private static void WriteFamily(MergedExposition page, in MergedFamily family, ref PageOutput output)
    {
        var name = page.NameOf(family);
        if (family.HelpSource >= 0)
        {
            output.Write(HelpKeyword);
            output.Write(name);
            output.Write((byte)' ');
            output.Write(page.BytesOf(family.HelpSource, family.Help));
            output.Write((byte)'\n');
        }

        output.Write(TypeKeyword);
        output.Write(name);
        output.Write((byte)' ');
        output.Write(TypeNames.InText(family.Type));
        output.Write((byte)'\n');
        foreach (ref var part in page.Parts.AsSpan().Slice(family.FirstPart, family.PartCount))
        {
            if (part.SampleCount > 0)
            {
                WritePart(page, part, ref output);
            }
        }
    }

    private static void WritePart(MergedExposition page, in FamilyPart part, ref PageOutput output)
    {
        var source = page.Sources[part.Source];
        var exposition = source.Exposition;
        var pair = source.Pair;
        var needsRespelling = NeedsRespelling(page, part);
        for (var run = page.EntryOf(part).FirstRun; run >= 0; run = exposition.Runs[run].Next)
        {
            var range = exposition.Runs[run];
            foreach (ref var sample in exposition.Samples.AsSpan().Slice(range.First, range.Count))
            {
                if (!part.Contains(sample.Kind))
                {
                    continue;
                }

                var line = exposition.BytesOf(sample.Line);
                if (needsRespelling && sample.HasTimeOrExemplar)
                {
                    WriteAsText(line, sample, pair, ref output);
                }
                else
                {
                    WriteSample(line, sample, pair, ref output);
                }
            }
        }
    }

    /// <summary>Whether the part has lines that text spells differently from the format they came in.</summary>
    private static bool NeedsRespelling(MergedExposition page, in FamilyPart part) =>
        page.ExpositionOf(part).IsOpenMetrics && page.EntryOf(part).Has(FamilyFlags.HasTimesOrExemplars);

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteSample(ReadOnlySpan<byte> line, in SampleEntry sample, ReadOnlySpan<byte> pair, ref PageOutput output)
    {
        if (pair.IsEmpty || sample.Slot == LabelSlot.None)
        {
            output.Write(line);
            return;
        }

        var to = output.Reserve(line.Length + pair.Length + 2);
        line[..sample.SlotOffset].CopyTo(to);
        var at = sample.SlotOffset;
        if (sample.Slot is LabelSlot.Braces)
        {
            to[at++] = (byte)'{';
        }
        else if (sample.Slot is LabelSlot.Last)
        {
            to[at++] = (byte)',';
        }

        pair.CopyTo(to[at..]);
        at += pair.Length;
        if (sample.Slot is LabelSlot.Braces)
        {
            to[at++] = (byte)'}';
        }
        else if (sample.Slot is LabelSlot.Before)
        {
            to[at++] = (byte)',';
        }

        line[sample.SlotOffset..].CopyTo(to[at..]);
        output.Advance(at + line.Length - sample.SlotOffset);
    }

    /// <summary>Writes an OpenMetrics line without its exemplar, its timestamp in milliseconds.</summary>
    private static void WriteAsText(ReadOnlySpan<byte> line, in SampleEntry sample, ReadOnlySpan<byte> pair, ref PageOutput output)
    {
        Span<byte> timestamp = stackalloc byte[32];
        var parts = new SampleLine(line);
        if (!TryFormatTimestamp(parts, timestamp, out var length))
        {
            return;
        }

        WriteSample(line[..parts.ValueEnd], sample, pair, ref output);
        output.Write(timestamp[..length]);
    }

    /// <summary>What stands behind the value in text.</summary>
    /// <returns><see langword="false"/> where text has no way to say when the value was true, so that the sample is left out.</returns>
    private static bool TryFormatTimestamp(SampleLine parts, Span<byte> to, out int length)
    {
        length = 0;
        if (!parts.Timestamp.IsEmpty)
        {
            if (!TimeSpelling.TryToMilliseconds(parts.Timestamp, out var milliseconds) || milliseconds < 0)
            {
                return false;
            }

            to[length++] = (byte)' ';
            milliseconds.TryFormat(to[length..], out var digits, default, CultureInfo.InvariantCulture);
            length += digits;
        }

        to[length++] = (byte)'\n';
        return true;
    }

    private static long MeasurePart(MergedExposition page, in FamilyPart part)
    {
        if (part.SampleCount == 0)
        {
            return 0;
        }

        var pair = page.Sources[part.Source].Pair.Length;
        ref var entry = ref page.EntryOf(part);
        var needsRespelling = NeedsRespelling(page, part);
        if (part.Kinds == FamilyPart.AllKinds && !needsRespelling)
        {
            return entry.LineBytes + (pair == 0 ? 0 : entry.PunctuationBytes + ((long)entry.SlotCount * pair));
        }

        var length = 0L;
        var exposition = page.ExpositionOf(part);
        for (var run = entry.FirstRun; run >= 0; run = exposition.Runs[run].Next)
        {
            var range = exposition.Runs[run];
            foreach (ref var sample in exposition.Samples.AsSpan().Slice(range.First, range.Count))
            {
                if (part.Contains(sample.Kind))
                {
                    length += MeasureSample(exposition, sample, pair, needsRespelling);
                }
            }
        }

        return length;
    }

    private static int MeasureSample(ParsedExposition exposition, in SampleEntry sample, int pair, bool needsRespelling)
    {
        var length = sample.Length;
        if (needsRespelling && sample.HasTimeOrExemplar)
        {
            Span<byte> timestamp = stackalloc byte[32];
            var parts = new SampleLine(exposition.BytesOf(sample.Line));
            if (!TryFormatTimestamp(parts, timestamp, out var behind))
            {
                return 0;
            }

            length = parts.ValueEnd + behind;
        }

        return length + (pair == 0 || sample.Slot == LabelSlot.None ? 0 : pair + SampleEntry.PunctuationOf(sample.Slot));
    }
}

using System.Buffers;
using System.Runtime.CompilerServices;
using System.Runtime.Intrinsics;

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

            var name = NameLength(page.NameOf(family));
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
            WriteName(name, ref output);
            output.Write((byte)' ');
            output.Write(page.BytesOf(family.HelpSource, family.Help));
            output.Write((byte)'\n');
        }

        output.Write(TypeKeyword);
        WriteName(name, ref output);
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

    /// <summary>The length of a family's name, with quotes where it needs them.</summary>
    private static int NameLength(ReadOnlySpan<byte> name) => NameSyntax.IsMetricName(name) ? name.Length : name.Length + 2;

    private static void WriteName(scoped ReadOnlySpan<byte> name, ref PageOutput output)
    {
        var isPlain = NameSyntax.IsMetricName(name);
        output.Write(isPlain ? default : "\""u8);
        output.Write(name);
        output.Write(isPlain ? default : "\""u8);
    }

    private static void WritePart(MergedExposition page, in FamilyPart part, ref PageOutput output)
    {
        var source = page.Sources[part.Source];
        var exposition = source.Exposition;
        var pair = source.Pair;
        for (var run = page.EntryOf(part).FirstRun; run >= 0; run = exposition.Runs[run].Next)
        {
            var range = exposition.Runs[run];
            foreach (ref var sample in exposition.Samples.AsSpan().Slice(range.First, range.Count))
            {
                if (part.Kind == FamilyPart.AllKinds || (int)sample.Kind == part.Kind)
                {
                    WriteSample(exposition.BytesOf(sample.Line), sample, pair, ref output);
                }
            }
        }
    }

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

    private static long MeasurePart(MergedExposition page, in FamilyPart part)
    {
        var pair = page.Sources[part.Source].Pair.Length;
        ref var entry = ref page.EntryOf(part);
        if (part.Kind == FamilyPart.AllKinds)
        {
            return entry.LineBytes + (pair == 0 ? 0 : entry.PunctuationBytes + ((long)entry.SlotCount * pair));
        }

        var length = 0L;
        var exposition = page.ExpositionOf(part);
        for (var run = part.SampleCount > 0 ? entry.FirstRun : -1; run >= 0; run = exposition.Runs[run].Next)
        {
            var range = exposition.Runs[run];
            foreach (ref var sample in exposition.Samples.AsSpan().Slice(range.First, range.Count))
            {
                if ((int)sample.Kind == part.Kind)
                {
                    length += sample.Length
                        + (pair == 0 || sample.Slot == LabelSlot.None ? 0 : pair + SampleEntry.PunctuationOf(sample.Slot));
                }
            }
        }

        return length;
    }
}

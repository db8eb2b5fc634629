using System.Buffers;
using System.Globalization;
using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Writes merged pages as text or OpenMetrics: lines are gathered from the sources, with the label put in between. Only
/// timestamps, which the two formats spell differently, are ever spelled anew, and exemplars left out where they cannot stand.
/// </summary>
internal static class PageWriter
{
    private const int MostTimestampBytes = 40;

    public static long Measure(MergedExposition page, ExpositionFormat format)
    {
        var isOpenMetrics = IsOpenMetrics(page, format);
        var length = 0L;
        for (var i = 0; i < page.Families.Count; i++)
        {
            ref var family = ref page.Families[i];
            if (family.IsHidden)
            {
                continue;
            }

            length += MeasureMetadata(page, i);
            foreach (ref var part in page.Parts.AsSpan().Slice(family.FirstPart, family.PartCount))
            {
                length += MeasurePart(page, part, family.Type, isOpenMetrics);
            }
        }

        return length + (isOpenMetrics ? "# EOF\n"u8.Length : 0);
    }

    public static void Write(MergedExposition page, IBufferWriter<byte> writer, ExpositionFormat format)
    {
        var isOpenMetrics = IsOpenMetrics(page, format);
        var output = new PageOutput(writer);
        for (var i = 0; i < page.Families.Count; i++)
        {
            ref var family = ref page.Families[i];
            if (family.IsHidden)
            {
                continue;
            }

            // Metadata that stands in the source as it is to be written is copied in one piece with what follows.
            var front = default(Slice);
            if (family.HasMetadataInSource)
            {
                var end = page.EndOfStretch(i);
                if (end > i + 1)
                {
                    WriteStretch(page, i, end, ref output);
                    i = end - 1;
                    continue;
                }

                front = page.EntryOf(page.Parts[family.FirstPart]).Metadata;
            }
            else
            {
                WriteMetadata(page, i, ref output);
            }

            foreach (ref var part in page.Parts.AsSpan().Slice(family.FirstPart, family.PartCount))
            {
                WritePart(page, part, front, family.Type, isOpenMetrics, ref output);
                front = default;
            }
        }

        if (isOpenMetrics)
        {
            output.Write("# EOF\n"u8);
        }

        output.Flush();
    }

    /// <summary>Writes families that stand together in their source as if they were one.</summary>
    private static void WriteStretch(MergedExposition page, int first, int end, ref PageOutput output)
    {
        ref var part = ref page.Parts[page.Families[first].FirstPart];
        var exposition = page.ExpositionOf(part);
        ref var entry = ref page.EntryOf(part);
        ref var lastEntry = ref page.EntryOf(page.Parts[page.Families[end - 1].FirstPart]);
        var firstSample = exposition.Runs[entry.FirstRun].First;
        var lastRun = exposition.Runs[lastEntry.FirstRun];
        var samples = exposition.Samples.AsSpan()[firstSample..(lastRun.First + lastRun.Count)];
        if (page.Sources[part.Source].Label is { } label)
        {
            LineSplicer.WriteAll(exposition, entry.Metadata.Start, samples, label, ref output);
        }
        else
        {
            output.Write(exposition.Source.Span[entry.Metadata.Start..samples[^1].End]);
        }
    }

    private static bool IsOpenMetrics(MergedExposition page, ExpositionFormat format)
    {
        if (page.View != PageView.Of(format))
        {
            throw new ArgumentException($"The page was not merged to be written as {format}.", nameof(format));
        }

        return page.View == PageView.OpenMetrics;
    }

    private static void WriteMetadata(MergedExposition page, int index, ref PageOutput output)
    {
        if (page.Metadata is { } spelled)
        {
            output.Write(spelled.Of(index));
        }
        else
        {
            SpellMetadata(page, index, ref output);
        }
    }

    /// <summary>Spells the HELP, TYPE and UNIT lines of a family.</summary>
    public static void SpellMetadata(MergedExposition page, int index, ref PageOutput output)
    {
        var isOpenMetrics = page.View == PageView.OpenMetrics;
        ref var family = ref page.Families[index];
        var name = isOpenMetrics ? OpenMetricsView.NameOf(page, index) : page.NameOf(family);
        if (family.HelpPart >= 0)
        {
            WriteKeyword("# HELP "u8, name, ref output);
            var help = page.HelpOf(family);
            if (isOpenMetrics)
            {
                WriteWithQuotesEscaped(help, ref output);
            }
            else
            {
                output.Write(help);
            }

            output.Write((byte)'\n');
        }

        WriteKeyword("# TYPE "u8, name, ref output);
        output.Write(isOpenMetrics ? TypeNames.InOpenMetrics(family.Type) : TypeNames.InText(family.Type));
        output.Write((byte)'\n');
        if (isOpenMetrics && HasUnit(page, family, name))
        {
            WriteKeyword("# UNIT "u8, name, ref output);
            output.Write(page.UnitOf(family));
            output.Write((byte)'\n');
        }
    }

    private static void WriteKeyword(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> name, ref PageOutput output)
    {
        output.Write(keyword);
        if (NameSyntax.IsMetricName(name))
        {
            output.Write(name);
        }
        else
        {
            output.Write((byte)'"');
            output.Write(name);
            output.Write((byte)'"');
        }

        output.Write((byte)' ');
    }

    /// <summary>A unit stands on the page where the name ends in it and the type can have one.</summary>
    private static bool HasUnit(MergedExposition page, in MergedFamily family, ReadOnlySpan<byte> name)
    {
        if (family.UnitPart < 0 || family.Type is MetricType.Info or MetricType.StateSet)
        {
            return false;
        }

        return UnitSuffix.Ends(name, page.UnitOf(family));
    }

    private static void WriteWithQuotesEscaped(ReadOnlySpan<byte> help, ref PageOutput output)
    {
        int quote;
        while ((quote = help.IndexOf((byte)'"')) >= 0)
        {
            output.Write(help[..quote]);
            output.Write("\\\""u8);
            help = help[(quote + 1)..];
        }

        output.Write(help);
    }

    private static int MeasureMetadata(MergedExposition page, int index) =>
        page.Families[index].HasMetadataInSource ? page.EntryOf(page.Parts[page.Families[index].FirstPart]).MetadataLength
        : page.Metadata is { } spelled ? spelled.Of(index).Length
        : MeasureSpelled(page, index);

    /// <summary>The bytes of the HELP, TYPE and UNIT lines of a family where they are spelled.</summary>
    public static int MeasureSpelled(MergedExposition page, int index)
    {
        var isOpenMetrics = page.View == PageView.OpenMetrics;
        ref var family = ref page.Families[index];
        var bare = isOpenMetrics ? OpenMetricsView.NameOf(page, index) : page.NameOf(family);
        var name = bare.Length + (NameSyntax.IsMetricName(bare) ? 0 : 2);
        var length = "# TYPE "u8.Length + name + 1 + 1
            + (isOpenMetrics ? TypeNames.InOpenMetrics(family.Type) : TypeNames.InText(family.Type)).Length;
        if (family.HelpPart >= 0)
        {
            length += "# HELP "u8.Length + name + 1 + page.HelpOf(family).Length + 1;
            length += isOpenMetrics ? page.HelpOf(family).Count((byte)'"') : 0;
        }

        return length + (isOpenMetrics && HasUnit(page, family, bare) ? "# UNIT "u8.Length + name + 1 + page.UnitOf(family).Length + 1 : 0);
    }

    /// <summary>Writes the samples of a part.</summary>
    /// <param name="page">The page.</param>
    /// <param name="part">The part.</param>
    /// <param name="front">Some bytes of the part's source to be written in front of them; empty where there are none.</param>
    /// <param name="type">The type that the family has come to have.</param>
    /// <param name="isOpenMetrics">Whether the page is written as OpenMetrics.</param>
    /// <param name="output">Where to.</param>
    private static void WritePart(
        MergedExposition page, in FamilyPart part, Slice front, MetricType type, bool isOpenMetrics, ref PageOutput output)
    {
        var source = page.Sources[part.Source];
        var exposition = source.Exposition;
        if (part.SampleCount == 0)
        {
            output.Write(exposition.BytesOf(front));
            return;
        }

        if (part.EndOfReordered > 0)
        {
            WriteReordered(page, part, type, isOpenMetrics, ref output);
            return;
        }

        var pair = source.Pair;
        ref var entry = ref page.EntryOf(part);
        var needsRespelling = NeedsRespelling(exposition, entry, isOpenMetrics);
        var losesExemplars = LosesExemplars(entry, type);
        var isAsItStands = source.Label is not null && part.Kinds == FamilyEntry.AllKinds && !needsRespelling && !losesExemplars;
        if (!isAsItStands)
        {
            output.Write(exposition.BytesOf(front));
        }

        for (var run = entry.FirstRun; run >= 0; run = exposition.Runs[run].Next)
        {
            var range = exposition.Runs[run];
            var samples = exposition.Samples.AsSpan().Slice(range.First, range.Count);
            if (isAsItStands)
            {
                samples = samples[LineSplicer.Write(exposition, front, samples, source.Label!, ref output)..];
                front = default;
            }

            foreach (ref var sample in samples)
            {
                if (part.Contains(sample.Kind))
                {
                    WriteLine(exposition, sample, pair, needsRespelling, losesExemplars, isOpenMetrics, ref output);
                }
            }
        }
    }

    /// <summary>Writes the samples of a part that do not stand as in their source.</summary>
    private static void WriteReordered(MergedExposition page, in FamilyPart part, MetricType type, bool isOpenMetrics, ref PageOutput output)
    {
        var source = page.Sources[part.Source];
        var needsRespelling = source.Exposition.IsOpenMetrics != isOpenMetrics;
        foreach (ref var sample in page.ReorderedOf(part))
        {
            WriteLine(source.Exposition, sample, source.Pair, needsRespelling, LosesExemplars(type), isOpenMetrics, ref output);
        }
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private static void WriteLine(
        ParsedExposition exposition, in SampleEntry sample, ReadOnlySpan<byte> pair, bool needsRespelling, bool losesExemplars, bool isOpenMetrics,
        ref PageOutput output)
    {
        var line = exposition.BytesOf(sample.Line);
        if (needsRespelling && sample.HasTimeOrExemplar)
        {
            WriteRespelled(line, sample, pair, isOpenMetrics, ref output);
        }
        else if (losesExemplars && sample.HasTimeOrExemplar && LengthOfExemplar(line) is > 0 and var exemplar)
        {
            WriteSample(line[..^(exemplar + 1)], sample, pair, ref output);
            output.Write((byte)'\n');
        }
        else
        {
            WriteSample(line, sample, pair, ref output);
        }
    }

    /// <summary>Whether the part has lines that this format spells differently from the one they came in.</summary>
    private static bool NeedsRespelling(ParsedExposition source, in FamilyEntry family, bool isOpenMetrics) =>
        family.Has(FamilyFlags.HasTimesOrExemplars) && source.IsOpenMetrics != isOpenMetrics;

    /// <summary>Whether the part has lines whose exemplars, if any, cannot stand under the type that the family has come to have.</summary>
    private static bool LosesExemplars(in FamilyEntry family, MetricType type) =>
        family.Has(FamilyFlags.HasTimesOrExemplars) && LosesExemplars(type);

    private static bool LosesExemplars(MetricType type) => type is not (MetricType.Counter or MetricType.Histogram or MetricType.GaugeHistogram);

    /// <summary>The bytes of a line's exemplar and of what sets it apart; 0 where it has none.</summary>
    private static int LengthOfExemplar(ReadOnlySpan<byte> line)
    {
        var exemplar = new SampleLine(line).Exemplar.Length;
        return exemplar == 0 ? 0 : " # "u8.Length + exemplar;
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

    /// <summary>Writes a line of the other format: the timestamp in this one's unit, and no exemplar, which only one of them has.</summary>
    private static void WriteRespelled(
        ReadOnlySpan<byte> line, in SampleEntry sample, ReadOnlySpan<byte> pair, bool isOpenMetrics, ref PageOutput output)
    {
        Span<byte> timestamp = stackalloc byte[MostTimestampBytes];
        var parts = new SampleLine(line);
        if (!TryFormatTimestamp(parts, isOpenMetrics, timestamp, out var length))
        {
            return;
        }

        WriteSample(line[..parts.ValueEnd], sample, pair, ref output);
        output.Write(timestamp[..length]);
    }

    /// <summary>What stands behind the value.</summary>
    /// <returns><see langword="false"/> where the format has no way to say when the value was true, so that the sample is left out.</returns>
    private static bool TryFormatTimestamp(SampleLine parts, bool isOpenMetrics, Span<byte> to, out int length)
    {
        length = 0;
        if (!parts.Timestamp.IsEmpty)
        {
            to[length++] = (byte)' ';
            if (isOpenMetrics)
            {
                length += TimeSpelling.FormatSeconds(
                    long.Parse(parts.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture), to[length..]);
            }
            else
            {
                if (!TimeSpelling.TryToMilliseconds(parts.Timestamp, out var milliseconds) || milliseconds < 0)
                {
                    return false;
                }

                milliseconds.TryFormat(to[length..], out var digits, default, CultureInfo.InvariantCulture);
                length += digits;
            }
        }

        to[length++] = (byte)'\n';
        return true;
    }

    private static long MeasurePart(MergedExposition page, in FamilyPart part, MetricType type, bool isOpenMetrics)
    {
        if (part.SampleCount == 0)
        {
            return 0;
        }

        var pair = page.Sources[part.Source].Pair.Length;
        ref var entry = ref page.EntryOf(part);
        var exposition = page.ExpositionOf(part);
        var length = 0L;
        if (part.EndOfReordered > 0)
        {
            foreach (ref var sample in page.ReorderedOf(part))
            {
                length += MeasureSample(exposition, sample, pair, exposition.IsOpenMetrics != isOpenMetrics, LosesExemplars(type), isOpenMetrics);
            }

            return length;
        }

        var needsRespelling = NeedsRespelling(exposition, entry, isOpenMetrics);
        var losesExemplars = LosesExemplars(entry, type);
        if (part.Kinds == FamilyEntry.AllKinds && !needsRespelling && !losesExemplars)
        {
            return entry.LineBytes + (pair == 0 ? 0 : entry.PunctuationBytes + ((long)entry.SlotCount * pair));
        }

        for (var run = entry.FirstRun; run >= 0; run = exposition.Runs[run].Next)
        {
            var range = exposition.Runs[run];
            foreach (ref var sample in exposition.Samples.AsSpan().Slice(range.First, range.Count))
            {
                if (part.Contains(sample.Kind))
                {
                    length += MeasureSample(exposition, sample, pair, needsRespelling, losesExemplars, isOpenMetrics);
                }
            }
        }

        return length;
    }

    private static int MeasureSample(
        ParsedExposition exposition, in SampleEntry sample, int pair, bool needsRespelling, bool losesExemplars, bool isOpenMetrics)
    {
        var length = sample.Length;
        if (needsRespelling && sample.HasTimeOrExemplar)
        {
            Span<byte> timestamp = stackalloc byte[MostTimestampBytes];
            var parts = new SampleLine(exposition.BytesOf(sample.Line));
            if (!TryFormatTimestamp(parts, isOpenMetrics, timestamp, out var behind))
            {
                return 0;
            }

            length = parts.ValueEnd + behind;
        }
        else if (losesExemplars && sample.HasTimeOrExemplar)
        {
            length -= LengthOfExemplar(exposition.BytesOf(sample.Line));
        }

        return length + (pair == 0 || sample.Slot == LabelSlot.None ? 0 : pair + SampleEntry.PunctuationOf(sample.Slot));
    }
}

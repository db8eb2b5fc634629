using System.Buffers;
using System.Text;

namespace PromMultiplexer.Exposition.Tests.Corpus;

/// <summary>
/// Reads a page on the fast way and line by line through the whole grammar, and tells whether the two see anything
/// differently: verdict, error, families, flags, samples, slots, and the page that is written. Everything is reused from page
/// to page, so that what one leaves behind would be noticed with the next.
/// </summary>
/// <param name="format">The format of the pages: text or OpenMetrics. They are written in it, too.</param>
internal sealed class ReaderAgreement(ExpositionFormat format = ExpositionFormat.Text004)
{
    private readonly ParsedExposition _fast = new();
    private readonly ParsedExposition _plain = new();
    private readonly LabeledExposition _labeled = new();
    private readonly LabelInjector _injector = new("container", "web");
    private readonly FamilyMerger _merger = new();
    private readonly ArrayBufferWriter<byte> _fastPage = new();
    private readonly ArrayBufferWriter<byte> _plainPage = new();

    /// <summary>What the readers disagree on; <see langword="null"/> where they agree.</summary>
    public string? Difference(ReadOnlyMemory<byte> page, ReadMode mode)
    {
        var fastError = ExpositionReader.Read(page, format, mode, _fast);
        _plain.Clear();
        _plain.Source = page;
        _plain.Format = format;
        var plainError = _plain.IsOpenMetrics ? OpenMetricsReader.ReadPlainly(_plain, mode) : TextFormatReader.ReadPlainly(_plain, mode);
        if (fastError != plainError)
        {
            return $"fast: {fastError?.ToString() ?? "accepted"}; plain: {plainError?.ToString() ?? "accepted"}";
        }

        if (fastError is not null)
        {
            return null;
        }

        var fast = Describe(_fast);
        var plain = Describe(_plain);
        if (!fast.SequenceEqual(plain))
        {
            return $"fast:\n{string.Join('\n', fast.Except(plain))}\nplain:\n{string.Join('\n', plain.Except(fast))}";
        }

        Write(_fast, _fastPage);
        Write(_plain, _plainPage);
        return _fastPage.WrittenSpan.SequenceEqual(_plainPage.WrittenSpan)
            ? null
            : $"fast:\n{Encoding.UTF8.GetString(_fastPage.WrittenSpan)}\nplain:\n{Encoding.UTF8.GetString(_plainPage.WrittenSpan)}";
    }

    /// <summary>What the page becomes with a label, as it was written last.</summary>
    public ReadOnlySpan<byte> Written => _fastPage.WrittenSpan;

    /// <summary>Fails where the readers disagree, with a case that was made small.</summary>
    public void Check(ReadOnlyMemory<byte> page)
    {
        foreach (var mode in (ReadOnlySpan<ReadMode>)[ReadMode.Tolerant, ReadMode.Strict])
        {
            if (Difference(page, mode) is not null)
            {
                var small = Shrinker.Shrink([page.ToArray()], pages => Difference(pages[0], mode) is not null)[0];
                Assert.Fail($"{mode}, page {Show(small)}\n{Difference(small, mode)}");
            }
        }
    }

    private void Write(ParsedExposition parsed, ArrayBufferWriter<byte> to)
    {
        Assert.Null(_injector.Label(parsed, _labeled));
        var merged = _merger.Merge([_labeled], format);
        to.ResetWrittenCount();
        merged.WriteTo(to, format);
        Assert.Equal(merged.GetLength(format), to.WrittenCount);
    }

    /// <summary>All that the index says, in text. Where a slice points, to the source or to what was spelled anew, is its own affair.</summary>
    public static List<string> Describe(ParsedExposition page)
    {
        var facts = new List<string> { $"{page.FamilyCount} families, {page.SampleCount} samples, {page.DroppedSampleCount} dropped, order {string.Join(' ', page.Order.ToArray())}" };
        foreach (ref var family in page.Families.AsSpan())
        {
            var samples = new StringBuilder();
            for (var run = family.FirstRun; run >= 0; run = page.Runs[run].Next)
            {
                samples.Append($" {page.Runs[run].First}+{page.Runs[run].Count}");
            }

            facts.Add($"family {Show(page, family.Name)} {family.Type} {family.Flags} help {Show(page, family.Help)} samples {family.SampleCount}{samples}"
                + $" slots {family.SlotCount} kinds {family.Kinds} bytes {family.LineBytes}+{family.PunctuationBytes}");
        }

        foreach (ref var sample in page.Samples.AsSpan())
        {
            if (!page.IsProtobuf)
            {
                CheckLabelNames(page, page.BytesOf(sample.Line));
            }

            facts.Add($"sample {Show(page, sample.Line)} {sample.Kind} {sample.Slot}@{sample.SlotOffset} {sample.HasTimeOrExemplar}");
        }

        if (page.IsProtobuf)
        {
            DescribeMessages(page, facts);
        }

        return facts;
    }

    /// <summary>A label whose name the page says that it has not would never be seen to be there already.</summary>
    private static void CheckLabelNames(ParsedExposition page, ReadOnlySpan<byte> line)
    {
        var parts = new SampleLine(line);
        if (parts.HasLabelSet)
        {
            foreach (var label in parts.Labels)
            {
                Assert.True(page.LabelNames.MayHave(LabelNameFilter.KeyOf(label.Name)), $"{Encoding.UTF8.GetString(label.Name)} is not known to be on the page");
            }
        }
    }

    private static void DescribeMessages(ParsedExposition page, List<string> facts)
    {
        var index = page.Messages;
        foreach (ref var family in index.Families.AsSpan())
        {
            facts.Add($"message {Show(page, family.Name)} {family.Type} help {Show(page, family.Help)} unit {Show(page, family.Unit)}"
                + $" metrics {family.FirstMetric}+{family.MetricCount} unknown {family.UnknownBytes} {Show(page, family.Message)}");
        }

        foreach (ref var metric in index.Metrics.AsSpan())
        {
            facts.Add($"metric {metric.Start}+{metric.HeadLength} {Show(page, metric.Message)} labels {metric.LabelsEnd} value {metric.ValueOffset} samples {metric.SampleCount}");
        }
    }

    private static string Show(ParsedExposition page, Slice slice) => slice.IsNone ? "none" : Encoding.Latin1.GetString(page.BytesOf(slice));

    public static string Show(ReadOnlySpan<byte> page) => System.Text.Json.JsonSerializer.Serialize(Encoding.Latin1.GetString(page));
}

using System.Buffers;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests.Fuzzing;

/// <summary>
/// A page: strict mode accepts no more than tolerant mode; what tolerant mode accepts is labeled, written in every
/// format and read back there, strictly too, with the label on each sample; and written once more it is the same page.
/// </summary>
internal class PageProperties(ExpositionFormat format) : IPageProperties
{
    private const string Label = "container";

    /// <summary>
    /// Series that are there twice pass through, as Prometheus would have seen them. The samples of a metric are put side by side
    /// within a family, but not where two families of a page become one.
    /// </summary>
    private static readonly string[] s_passedThrough = ["the same series twice", "the samples of a metric stand apart", "timestamps of a metric that go backwards", "timestamps on some samples of a metric only"];

    private static readonly ExpositionFormat[] s_readable =
        [ExpositionFormat.Text004, ExpositionFormat.Text100, ExpositionFormat.OpenMetrics001, ExpositionFormat.OpenMetrics100, ExpositionFormat.Protobuf];

    private readonly ParsedExposition _page = new();
    private readonly ParsedExposition _again = new();
    private readonly ParsedExposition _scratch = new();
    private readonly LabeledExposition _labeled = new();
    private readonly LabeledExposition _unlabeled = new();
    private readonly LabelInjector _injector = new(Label, "web");
    private readonly FamilyMerger _merger = new();
    private readonly ArrayBufferWriter<byte> _written = new();
    private readonly ArrayBufferWriter<byte> _rewritten = new();

    public virtual string? Broken(byte[] page, out bool isAccepted)
    {
        var strict = ExpositionReader.Read(page, format, ReadMode.Strict, _page);
        var tolerant = ExpositionReader.Read(page, format, ReadMode.Tolerant, _page);
        isAccepted = tolerant is null;
        if (tolerant is not null)
        {
            return strict is null ? $"Strict mode accepts what tolerant mode refuses: {tolerant}"
                : IsClear(tolerant, page) && IsClear(strict, page) ? null
                : $"An error that does not say what and where: {tolerant} {strict}";
        }

        if (_injector.Label(_page, _labeled) is { } error)
        {
            return $"It takes no label: {error}";
        }

        foreach (var output in s_readable)
        {
            if (BrokenIn(output) is { } broken)
            {
                return $"As {output}: {broken}";
            }
        }

        return TypedBroken(page);
    }

    private string? BrokenIn(ExpositionFormat output)
    {
        var merged = _merger.Merge([_labeled], output);
        _written.ResetWrittenCount();
        merged.WriteTo(_written, output);
        var written = _written.WrittenMemory;
        if (merged.GetLength(output) != written.Length)
        {
            return $"It is {written.Length} bytes long but was to be {merged.GetLength(output)}.";
        }

        // What the page has is passed through, but only lines have rules for everything: a message cannot mend what it says.
        if (output != ExpositionFormat.Protobuf
            && ExpositionReader.Read(written, output, ReadMode.Strict, _again) is { } error
            && !Array.Exists(s_passedThrough, error.Reason.StartsWith))
        {
            return $"What was written is not valid: {error}\n{Show(written)}";
        }

        if (ExpositionReader.Read(written, output, ReadMode.Tolerant, _again) is { } refusal)
        {
            return $"What was written is refused: {refusal}\n{Show(written)}";
        }

        // Messages hold other counts of samples than lines, and text has no place for some times that OpenMetrics has.
        var isCounted = format != ExpositionFormat.Protobuf && output != ExpositionFormat.Protobuf && (format == ExpositionFormat.Text004 || _again.IsOpenMetrics);
        if (isCounted && _again.SampleCount != merged.SampleCount)
        {
            return $"Of {merged.SampleCount} samples {_again.SampleCount} are read back:\n{Show(written)}";
        }

        if (MetricFamilyReader.Read(written, output, ReadMode.Tolerant, out var families) is { } typed)
        {
            return $"What was written is refused by the typed reader: {typed}\n{Show(written)}";
        }

        if (families.SelectMany(family => family.Metrics).FirstOrDefault(metric => !metric.Labels.Contains(new LabelPair(Label, "web"))) is { } unlabeled)
        {
            return $"A metric without the label: {string.Join(',', unlabeled.Labels)}";
        }

        var rewritten = WriteAgain(_again, output);
        if (!rewritten.Span.SequenceEqual(written.Span) && _again.IsOpenMetrics)
        {
            // Two families have become one. Now that they are, the samples of a metric are put side by side.
            written = rewritten.ToArray();
            Assert.Null(ExpositionReader.Read(written, output, ReadMode.Tolerant, _again));
            rewritten = WriteAgain(_again, output);
        }

        return rewritten.Span.SequenceEqual(written.Span)
            ? null
            : $"Written twice it is another page:\n{Show(written)}\nand then\n{Show(rewritten)}";
    }

    private ReadOnlyMemory<byte> WriteAgain(ParsedExposition page, ExpositionFormat output)
    {
        _unlabeled.TakeUnlabeled(page);
        _rewritten.ResetWrittenCount();
        _merger.Merge([_unlabeled], output).WriteTo(_rewritten, output);
        return _rewritten.WrittenMemory;
    }

    /// <summary>The typed form can be made of it, and written in every format.</summary>
    private string? TypedBroken(byte[] page) => MetricFamilyReader.Read(page, format, ReadMode.Tolerant, out var families) is { } error
        ? $"The typed reader refuses it: {error}"
        : TypedProperties.Broken(families, _scratch);

    private static bool IsClear(ReadError error, byte[] page) =>
        error.Reason.Length > 0
        && error.Line >= 1 && error.Line <= page.Length + 1
        && error.Column >= 1 && error.Column <= page.Length + 1
        && error.Excerpt.Length <= ReadError.ExcerptLimit * 6;

    private static string Show(ReadOnlyMemory<byte> page) => ReaderAgreement.Show(page.Span);
}

using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests.Fuzzing;

/// <summary>
/// A page of lines: strict mode accepts no more than tolerant mode; what tolerant mode accepts is labeled, written in every
/// format and read back there, strictly too, with the label on each sample; and written once more it is the same page.
/// </summary>
internal class PageProperties(ExpositionFormat format) : IPageProperties
{
    private const string Label = "container";

    /// <summary>Series that are there twice pass through, as Prometheus would have seen them.</summary>
    private static readonly string[] s_passedThrough = ["the same series twice", "the samples of a metric stand apart", "timestamps of a metric that go backwards", "timestamps on some samples of a metric only"];

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

        foreach (var output in (ReadOnlySpan<ExpositionFormat>)[ExpositionFormat.Text004, ExpositionFormat.Text100, ExpositionFormat.OpenMetrics001, ExpositionFormat.OpenMetrics100])
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

        if (ExpositionReader.Read(written, output, ReadMode.Strict, _again) is { } error && !Array.Exists(s_passedThrough, error.Reason.StartsWith))
        {
            return $"What was written is not valid: {error}\n{Show(written)}";
        }

        if (ExpositionReader.Read(written, output, ReadMode.Tolerant, _again) is { } refusal)
        {
            return $"What was written is refused: {refusal}\n{Show(written)}";
        }

        // Text has no place for some times that OpenMetrics has.
        if (_again.SampleCount != merged.SampleCount && !(_page.IsOpenMetrics && !_again.IsOpenMetrics && _again.SampleCount < merged.SampleCount))
        {
            return $"Of {merged.SampleCount} samples {_again.SampleCount} are read back:\n{Show(written)}";
        }

        foreach (ref var sample in _again.Samples.AsSpan())
        {
            if (!IsLabeled(new SampleLine(_again.BytesOf(sample.Line))))
            {
                return $"A sample without the label: {Encoding.UTF8.GetString(_again.BytesOf(sample.Line))}";
            }
        }

        _unlabeled.TakeUnlabeled(_again);
        _rewritten.ResetWrittenCount();
        _merger.Merge([_unlabeled], output).WriteTo(_rewritten, output);
        return _rewritten.WrittenSpan.SequenceEqual(written.Span)
            ? null
            : $"Written twice it is another page:\n{Show(written)}\nand then\n{Show(_rewritten.WrittenMemory)}";
    }

    /// <summary>The typed form can be made of it, and written in every format.</summary>
    private string? TypedBroken(byte[] page)
    {
        if (MetricFamilyReader.Read(page, format, ReadMode.Tolerant, out var families) is { } error)
        {
            return $"The typed reader refuses it: {error}";
        }

        return TypedProperties.Broken(families, _scratch);
    }

    private static bool IsLabeled(SampleLine line)
    {
        if (line.HasLabelSet)
        {
            foreach (var label in line.Labels)
            {
                if (label.Name.SequenceEqual("container"u8))
                {
                    return label.Value.SequenceEqual("web"u8);
                }
            }
        }

        return false;
    }

    internal static bool IsClear(ReadError error, byte[] page) =>
        error.Reason.Length > 0
        && error.Line >= 1 && error.Line <= page.AsSpan().Count((byte)'\n') + 1
        && error.Column >= 1 && error.Column <= page.Length + 1
        && error.Excerpt.Length <= ReadError.ExcerptLimit * 6;

    private static string Show(ReadOnlyMemory<byte> page) => ReaderAgreement.Show(page.Span);
}

using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests.Fuzzing;

/// <summary>A page of text: the fast way through it and the whole grammar see the same.</summary>
internal sealed class TextProperties() : PageProperties(ExpositionFormat.Text004)
{
    private readonly ReaderAgreement _readers = new();

    public override string? Broken(byte[] page, out bool isAccepted)
    {
        isAccepted = false;
        return (_readers.Difference(page, ReadMode.Strict) ?? _readers.Difference(page, ReadMode.Tolerant)) is { } difference
            ? $"The two ways through the page differ: {difference}"
            : base.Broken(page, out isAccepted);
    }
}

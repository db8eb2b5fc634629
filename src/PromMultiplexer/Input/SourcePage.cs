using PromMultiplexer.Exposition;

namespace PromMultiplexer.Input;

/// <summary>A whole page, not looked at yet.</summary>
/// <param name="Bytes">The page.</param>
/// <param name="Origin">Where it is from.</param>
/// <param name="NamedFormat">The format that its file name or Content-Type says; <see langword="null"/> where there is none.</param>
internal sealed record SourcePage(ReadOnlyMemory<byte> Bytes, Origin Origin, ExpositionFormat? NamedFormat = null)
{
    /// <summary>The format to read it in.</summary>
    public ExpositionFormat Format { get; } = NamedFormat ?? FormatDetection.Detect(Bytes.Span);
}

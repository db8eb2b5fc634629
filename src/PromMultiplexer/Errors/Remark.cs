using PromMultiplexer.Exposition;

namespace PromMultiplexer.Errors;

/// <summary>Makes the warnings that more than one cmdlet gives.</summary>
internal static class Remark
{
    /// <summary>How many samples of a page were dropped, and why; <see langword="null"/> where none was.</summary>
    public static string? SamplesDropped(ParsedExposition page, string source) => page.FirstDroppedSample is not { } first ? null
        : page.DroppedSampleCount == 1 ? $"1 sample of {source} was dropped: {first}. Prometheus refuses the whole page for it."
        : $"{page.DroppedSampleCount} samples of {source} were dropped, the first for this: {first}. Prometheus refuses the whole page for them.";
}

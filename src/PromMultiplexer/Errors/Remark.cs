using System.Management.Automation;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Errors;

/// <summary>The warnings that more than one cmdlet gives.</summary>
internal static class Remark
{
    /// <summary>Says how many samples of a page were dropped, and why, if any were.</summary>
    /// <param name="cmdlet">Gives the warning.</param>
    /// <param name="page">The page.</param>
    /// <param name="source">What to call it.</param>
    public static void WarnOfDropped(this Cmdlet cmdlet, ParsedExposition page, string source)
    {
        if (page.FirstDroppedSample is { } first)
        {
            cmdlet.WriteWarning(page.DroppedSampleCount == 1
                ? $"1 sample of {source} was dropped: {first}. Prometheus refuses the whole page for it."
                : $"{page.DroppedSampleCount} samples of {source} were dropped, the first for this: {first}. Prometheus refuses the whole page for them.");
        }
    }
}

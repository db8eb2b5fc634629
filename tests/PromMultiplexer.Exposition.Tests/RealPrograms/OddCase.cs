using System.Text;

namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>A page to compare with a real program, and where the two may differ.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Page">The page.</param>
/// <param name="KnownDifferences">What is known of pages in this format.</param>
internal sealed record OddCase(ExpositionFormat Format, byte[] Page, params IReadOnlyList<KnownDifference> KnownDifferences)
{
    /// <summary>Why the verdict of a Prometheus of that version is not to be ours; <see langword="null"/> where it is.</summary>
    public string? KnownDifference(int major)
    {
        var page = Encoding.Latin1.GetString(Page);
        return KnownDifferences.FirstOrDefault(known => known.Major == major && known.IsOn(page))?.Reason;
    }
}

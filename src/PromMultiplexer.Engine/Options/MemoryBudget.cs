namespace PromMultiplexer.Engine;

/// <summary>What the memory that the process finds itself in allows: that of its container, or what its heap is limited to.</summary>
public static class MemoryBudget
{
    // A page is in memory twice when the next one arrives, with an index over each, and once more, and compressed, when it is
    // served; and it is not the only one.
    private const int Share = 8;

    private const long LeastBody = 1024 * 1024;
    private const long MostBody = 64 * 1024 * 1024;

    /// <summary>The largest page that is taken from a container if nobody says otherwise: an eighth of the memory, from 1 MiB to 64 MiB.</summary>
    public static long BodySizeLimit { get; } = BodySizeLimitIn(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    /// <summary>
    /// The memory that pages may take together if nobody says otherwise: half. The rest is for all else: code, stacks, what is compressed
    /// or converted, and the gaps between pages of different sizes.
    /// </summary>
    public static long PageMemory { get; } = PageMemoryIn(GC.GetGCMemoryInfo().TotalAvailableMemoryBytes);

    internal static long PageMemoryIn(long memory) => memory / 2;

    internal static long BodySizeLimitIn(long memory) => Math.Clamp(memory / Share, LeastBody, MostBody) / 1024 * 1024;
}

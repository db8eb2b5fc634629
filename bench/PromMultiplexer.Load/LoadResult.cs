namespace PromMultiplexer.Load;

/// <summary>What was measured under a load.</summary>
internal sealed class LoadResult
{
    private int _refusals;

    public required Load Load { get; init; }

    /// <summary>The bytes of one container's page.</summary>
    public required int PageBytes { get; init; }

    public TimeSpan FirstPage { get; set; }

    public int Scrapes { get; set; }

    public double CpuSeconds { get; set; }

    public double Millicores { get; set; }

    public double AllocatedPerSecond { get; set; }

    public Usage Usage { get; set; }

    /// <summary>The most that a limited process ever had, with its sockets' buffers and the pages of its file.</summary>
    public long PeakMemory { get; set; }

    public Latency One { get; set; }

    public Latency Eight { get; set; }

    public bool HasSurvived { get; set; }

    /// <summary>How often a reader was told to come again.</summary>
    public int Refusals => _refusals;

    /// <summary>What was read once a second.</summary>
    public List<PageReading> Readings { get; } = [];

    /// <summary>Counts a refusal. Safe for concurrent use.</summary>
    public void CountRefusal() => Interlocked.Increment(ref _refusals);
}

namespace PromMultiplexer.Load;

/// <summary>One load to put on the multiplexer.</summary>
internal sealed record Load
{
    public required int Containers { get; init; }

    /// <summary>The samples of each container.</summary>
    public required int Samples { get; init; }

    public int IntervalMilliseconds { get; init; } = 200;

    /// <summary>How long it is measured, after it has run for a while.</summary>
    public int Seconds { get; init; } = 20;

    /// <summary>Whether the containers answer without compression, though it was asked for.</summary>
    public bool IsPlain { get; init; }

    /// <summary>Whether there are three more containers: one that fails in turns, one that hangs, and one that has other series in each scrape.</summary>
    public bool HasTrouble { get; init; }

    /// <summary>What the containers, or the clients, are up to.</summary>
    public Hostility Hostility { get; init; }

    /// <summary>How often what the process uses is written down meanwhile, in seconds; 0 for never.</summary>
    public int WatchSeconds { get; init; }

    /// <summary>The limit on memory; 0 for none.</summary>
    public int Mebibytes { get; init; }

    /// <summary>The limit on CPU; 0 for none.</summary>
    public int Millicores { get; init; }

    /// <summary>The multiplexer.</summary>
    public required IReadOnlyList<string> Command { get; init; }

    /// <summary>Whether that is the Go sidecar, which knows the documented flags only.</summary>
    public bool IsOriginal { get; init; }

    /// <summary>Whether to ask as fast as it goes when all else is measured.</summary>
    public bool HasRush { get; init; } = true;
}

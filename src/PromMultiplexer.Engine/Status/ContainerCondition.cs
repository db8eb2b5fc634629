namespace PromMultiplexer.Engine;

/// <summary>How a container fares, in one word.</summary>
internal enum ContainerCondition
{
    /// <summary>Its first scrape has not ended.</summary>
    Waiting,

    /// <summary>Its last scrape was good.</summary>
    Up,

    /// <summary>Its last scrape failed.</summary>
    Down,

    /// <summary>Its last scrape failed, and what it said before is still served.</summary>
    Stale,

    /// <summary>Its last scrape was good, but the merged page goes without it.</summary>
    LeftOut,
}

namespace PromMultiplexer.Exposition;

/// <summary>What is wrong with a list of scrape protocols.</summary>
public enum ScrapeProtocolFault
{
    /// <summary>It is empty.</summary>
    Missing,

    /// <summary>It has a name that is not the name of a protocol.</summary>
    Unknown,

    /// <summary>It has a protocol twice.</summary>
    Duplicate,
}

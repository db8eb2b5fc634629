namespace PromMultiplexer.Engine;

/// <summary>The headings under which the help lists the flags, in that order.</summary>
public enum FlagGroup
{
    /// <summary>Whom to scrape, and what their samples are labeled with.</summary>
    Containers,

    /// <summary>How they are scraped.</summary>
    Scraping,

    /// <summary>What happens where containers disagree.</summary>
    Merging,

    /// <summary>Where and how the page is served.</summary>
    Serving,

    /// <summary>What one container and one client may take.</summary>
    Limits,

    /// <summary>Which files say the same as flags, and more.</summary>
    Configuration,

    /// <summary>What is logged.</summary>
    Logging,

    /// <summary>What the program tells about itself instead of starting.</summary>
    About,
}

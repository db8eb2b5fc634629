namespace PromMultiplexer.Engine;

/// <summary>
/// How the scrape of a container stands that requests wait for, when scraping on request: whether it has ended, and whether it came in
/// time for all of them. On a schedule nobody waits, and nothing here changes. Not safe for concurrent use.
/// </summary>
internal sealed class RequestedScrape
{
    /// <summary>Whether it has begun and has not ended, so that whoever asks now gets what it brings.</summary>
    public bool IsUnderWay { get; private set; }

    /// <summary>Whether somebody could not wait for it any longer.</summary>
    public bool IsCutOff { get; private set; }

    /// <summary>Whether somebody could not wait for it, or for the last one that was good.</summary>
    public bool IsLate { get; private set; }

    public void Begin() => IsUnderWay = true;

    public void CutOff() => IsCutOff = IsLate = true;

    /// <summary>Ends it. A bad one is reason enough by itself for the container to be down.</summary>
    /// <returns>Whether somebody could not wait for it.</returns>
    public bool End(bool isGood)
    {
        var wasCutOff = IsCutOff;
        IsLate = isGood && wasCutOff;
        IsUnderWay = IsCutOff = false;
        return wasCutOff;
    }
}

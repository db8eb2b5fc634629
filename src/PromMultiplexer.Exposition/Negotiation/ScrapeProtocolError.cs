namespace PromMultiplexer.Exposition;

/// <summary>Why a list of scrape protocols was refused.</summary>
/// <param name="Fault">What is wrong.</param>
/// <param name="Name">The offending name as it was given; empty where the list is.</param>
public sealed record ScrapeProtocolError(ScrapeProtocolFault Fault, string Name)
{
    /// <summary>The fault and the remedy in one sentence without a full stop, every valid name in it.</summary>
    public override string ToString()
    {
        var valid = string.Join(", ", ScrapeProtocol.Names);
        return Fault switch
        {
            ScrapeProtocolFault.Missing => $"no scrape protocol is given: name at least one of {valid}",
            ScrapeProtocolFault.Duplicate => $"the scrape protocol \"{Name}\" is given twice: name each of {valid} at most once",
            _ => $"the scrape protocol \"{Name}\" is unknown: valid are {valid}",
        };
    }
}

namespace PromMultiplexer.Engine;

/// <summary>What a target asks for before it answers a scrape. Immutable.</summary>
public sealed record TargetAccess
{
    /// <summary>Headers to send, such as Authorization, by their names. One that is always sent is replaced.</summary>
    public IReadOnlyDictionary<string, string> Headers { get; init; } = new Dictionary<string, string>();

    /// <summary>Whether the target's certificate may be anybody's. Whoever is on the way can then pose as the target.</summary>
    public bool IsAnyCertificateAccepted { get; init; }
}

namespace PromMultiplexer.Engine;

/// <summary>What a web configuration says.</summary>
internal sealed class WebConfig
{
    /// <summary>How connections are made secure; <see langword="null"/> if they are not.</summary>
    public ServerTls? Tls { get; set; }

    /// <summary>Headers of every answer.</summary>
    public List<KeyValuePair<string, string>> Headers { get; } = [];

    /// <summary>The users and the bcrypt hashes of their passwords. If there are none, everybody is let in.</summary>
    public Dictionary<string, string> Users { get; } = new(StringComparer.Ordinal);

    /// <summary>The time between two requests in the long run; 0 for no limit.</summary>
    public TimeSpan RateInterval { get; set; }

    /// <summary>How many requests may come at once.</summary>
    public int RateBurst { get; set; }
}

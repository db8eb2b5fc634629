namespace PromMultiplexer.Engine;

/// <summary>What a scrape identifies itself with. The secrets stay in their files, which are read for every scrape. Immutable.</summary>
public sealed record TargetCredentials
{
    /// <summary>The file with the token that is sent as it is; <see langword="null"/> for a name and a password.</summary>
    public string? BearerTokenFile { get; init; }

    /// <summary>The name.</summary>
    public string? Username { get; init; }

    /// <summary>The file with the password.</summary>
    public string? PasswordFile { get; init; }
}

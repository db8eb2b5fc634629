namespace PromMultiplexer.Engine;

/// <summary>How a container is scraped over TLS. The files are read for every connection. Immutable.</summary>
public sealed record TargetTls
{
    /// <summary>The authorities that sign the container's certificate; <see langword="null"/> for those of the system.</summary>
    public string? CaFile { get; init; }

    /// <summary>The certificate that is shown to the container; <see langword="null"/> for none.</summary>
    public string? CertFile { get; init; }

    /// <summary>Its key.</summary>
    public string? KeyFile { get; init; }

    /// <summary>The name that the container's certificate is for; <see langword="null"/> for the host's.</summary>
    public string? ServerName { get; init; }

    /// <summary>Whether the container's certificate is not looked at.</summary>
    public bool InsecureSkipVerify { get; init; }
}

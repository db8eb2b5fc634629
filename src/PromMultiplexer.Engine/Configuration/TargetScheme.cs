namespace PromMultiplexer.Engine;

/// <summary>How a container is scraped.</summary>
internal enum TargetScheme
{
    /// <summary>In the open.</summary>
    Http,

    /// <summary>Over TLS.</summary>
    Https,
}

namespace PromMultiplexer.Engine;

/// <summary>When the merged page is answered with 503 because containers are down.</summary>
public enum FailOn
{
    /// <summary>Never: the page says who is down.</summary>
    Never,

    /// <summary>When all containers are down.</summary>
    All,

    /// <summary>When any container is down.</summary>
    Any,
}

namespace PromMultiplexer.Engine;

/// <summary>What a path leads to.</summary>
internal enum RouteKind
{
    /// <summary>Nothing.</summary>
    None,

    /// <summary>The merged page.</summary>
    MergedPage,

    /// <summary>The page of one container.</summary>
    ContainerPage,

    /// <summary>A path below the endpoint that is no container's name.</summary>
    UnknownContainer,

    /// <summary>The status page.</summary>
    Status,

    /// <summary>The list of the containers' pages for service discovery.</summary>
    Discovery,

    /// <summary>Whether the process is alive.</summary>
    Healthy,

    /// <summary>Whether requests are taken.</summary>
    Ready,
}

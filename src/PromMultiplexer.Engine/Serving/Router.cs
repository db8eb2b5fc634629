namespace PromMultiplexer.Engine;

/// <summary>Knows the paths: the endpoint, one below it for each container, the multiplexer's own pages and the probes. Immutable.</summary>
internal sealed class Router
{
    private const string Discovery = "/sd";
    private const string Status = "/status";
    private const string Healthy = "/-/healthy";
    private const string Ready = "/-/ready";

    private readonly string _prefix;
    private readonly Dictionary<string, Container>.AlternateLookup<ReadOnlySpan<char>> _containers;

    /// <summary>Makes the paths.</summary>
    /// <param name="endpoint">The path of the merged page.</param>
    /// <param name="containers">The containers.</param>
    public Router(string endpoint, IEnumerable<Container> containers)
    {
        // Requests come decoded, so the endpoint has to be.
        _prefix = Uri.UnescapeDataString(endpoint).TrimEnd('/');
        _containers = containers
            .ToDictionary(container => container.Name, StringComparer.Ordinal)
            .GetAlternateLookup<ReadOnlySpan<char>>();
    }

    /// <summary>Where <paramref name="path"/> leads.</summary>
    /// <param name="path">The path, percent-decoded, without the query. One slash at its end makes no difference.</param>
    public Route Match(ReadOnlySpan<char> path)
    {
        if (path.Length > 1 && path[^1] == '/')
        {
            path = path[..^1];
        }

        switch (path)
        {
            case Healthy:
                return new Route(RouteKind.Healthy);
            case Ready:
                return new Route(RouteKind.Ready);
            case Discovery:
                return new Route(RouteKind.Discovery);
            case Status:
                return new Route(RouteKind.Status);
            case "/":
                return new Route(_prefix.Length == 0 ? RouteKind.MergedPage : RouteKind.Status);
        }

        if (!path.StartsWith(_prefix, StringComparison.Ordinal))
        {
            return new Route(RouteKind.None);
        }

        var rest = path[_prefix.Length..];
        if (rest.Length == 0 && _prefix.Length > 0)
        {
            return new Route(RouteKind.MergedPage);
        }

        if (rest.Length < 2 || rest[0] != '/' || rest[1..].Contains('/'))
        {
            return new Route(RouteKind.None);
        }

        return _containers.TryGetValue(rest[1..], out var container)
            ? new Route(RouteKind.ContainerPage, container)
            : new Route(RouteKind.UnknownContainer);
    }
}

namespace PromMultiplexer.Engine;

/// <summary>Where a request goes.</summary>
/// <param name="Kind">What the path leads to.</param>
/// <param name="Container">The container, for <see cref="RouteKind.ContainerPage"/>.</param>
internal readonly record struct Route(RouteKind Kind, Container? Container = null);

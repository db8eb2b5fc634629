namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>Why the verdict of a Prometheus on some pages is not to be ours.</summary>
/// <param name="Major">The major version of that Prometheus.</param>
/// <param name="Reason">Why.</param>
/// <param name="IsOn">Which pages, given as Latin-1.</param>
internal sealed record KnownDifference(int Major, string Reason, Func<string, bool> IsOn);

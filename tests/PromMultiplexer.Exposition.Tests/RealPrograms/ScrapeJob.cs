namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>One target of a real Prometheus.</summary>
/// <param name="Name">The name of the job that it is the only target of.</param>
/// <param name="Path">The path that is scraped.</param>
/// <param name="TargetLabel">The value of a label <c>container</c> that Prometheus itself adds; <see langword="null"/> for none.</param>
/// <param name="Rules">The rules that its samples go through, in YAML.</param>
internal sealed record ScrapeJob(string Name, string Path, string? TargetLabel, string Rules = "[]");

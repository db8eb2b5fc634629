namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>What a real Prometheus made of a page.</summary>
/// <param name="Error">Why it refused the page; <see langword="null"/> where it ingested it.</param>
/// <param name="Series">What it ingested: each series as its labels in order and its value.</param>
internal sealed record ScrapeVerdict(string? Error, IReadOnlyList<string> Series);

namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>A page to compare with a real program, and where the two may differ.</summary>
/// <param name="Format">Its format.</param>
/// <param name="Page">The page.</param>
/// <param name="KnownDifference">Why that program's verdict is not to be ours; <see langword="null"/> where it is.</param>
internal sealed record OddCase(ExpositionFormat Format, byte[] Page, string? KnownDifference = null);

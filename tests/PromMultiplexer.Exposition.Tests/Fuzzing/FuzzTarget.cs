using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests.Fuzzing;

/// <summary>A format as it is fuzzed: what the damage begins with, who does it, and what has to hold all the same.</summary>
/// <param name="Extension">What the names of its files end in.</param>
/// <param name="Corpus">Pages of it, good and bad ones.</param>
/// <param name="MakeMutator">Makes what damages them, with a source of choices.</param>
/// <param name="MakeProperties">Makes what tells which property a page breaks; <see langword="null"/> where all hold.</param>
internal sealed record FuzzTarget(
    string Extension, IReadOnlyList<byte[]> Corpus, Func<Random, Func<byte[]>> MakeMutator, Func<IPageProperties> MakeProperties)
{
    public static FuzzTarget Text { get; } = OfLines(
        ".txt", [.. KnownPages.Golden, .. KnownPages.Payloads()], Mutator.TextTokens, () => new TextProperties());

    public static FuzzTarget OpenMetrics { get; } = OfLines(
        ".om", KnownPages.OpenMetrics, [.. Mutator.TextTokens, .. Mutator.OpenMetricsTokens], () => new PageProperties(ExpositionFormat.OpenMetrics100));

    public static FuzzTarget Protobuf { get; } = new(
        ".pb",
        [.. KnownPages.Protobuf, .. Regressions.All(".pb")],
        random => new ProtobufMutator(random, [.. KnownPages.Protobuf, .. Regressions.All(".pb")]).Next,
        () => new PageProperties(ExpositionFormat.Protobuf));

    private static FuzzTarget OfLines(string extension, IReadOnlyList<byte[]> pages, string[] tokens, Func<IPageProperties> makeProperties)
    {
        IReadOnlyList<byte[]> corpus = [.. pages, .. Regressions.All(extension)];
        return new FuzzTarget(extension, corpus, random => new Mutator(random, corpus, tokens).Next, makeProperties);
    }
}

using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests.Fuzzing;

/// <summary>
/// A page of delimited protobuf: strict mode accepts no more than tolerant mode; what tolerant mode accepts is labeled and
/// merged without decoding and read back with the label on each metric and nothing else changed; its families can be written
/// in every format.
/// </summary>
internal sealed class ProtobufProperties : IPageProperties
{
    private readonly LabelInjector _injector = new("container", "web");
    private readonly ParsedExposition _scratch = new();

    public string? Broken(byte[] page, out bool isAccepted)
    {
        var strict = ProtobufFamilyReader.Read(page, ReadMode.Strict, out _);
        var tolerant = ProtobufFamilyReader.Read(page, ReadMode.Tolerant, out var families);
        isAccepted = tolerant is null;
        if (tolerant is not null)
        {
            return strict is null ? $"Strict mode accepts what tolerant mode refuses: {tolerant}"
                : families.Count > 0 ? "A page that is refused leaves families."
                : tolerant.Line >= 1 && tolerant.Column >= 1 && tolerant.Column <= page.Length + 1 && tolerant.Reason.Length > 0 ? null
                : $"An error that does not say what and where: {tolerant}";
        }

        var merged = ProtobufPages.Merge(ProtobufPages.Labeled(page, "web"));
        if (ProtobufFamilyReader.Read(merged, ReadMode.Tolerant, out var labeled) is { } refusal)
        {
            return $"What was labeled and merged is refused: {refusal}";
        }

        var expected = families.SelectMany(family => _injector.Label(family)!.Metrics).Select(metric => Key(metric.Labels)).Order(StringComparer.Ordinal);
        var actual = labeled.SelectMany(family => family.Metrics).Select(metric => Key(metric.Labels)).Order(StringComparer.Ordinal);
        if (!expected.SequenceEqual(actual))
        {
            return "Labels that are not those of the source and ours.";
        }

        if (!ProtobufPages.Merge(ProtobufPages.Index(merged)).AsSpan().SequenceEqual(merged))
        {
            return "Merged twice it is another page.";
        }

        return TypedProperties.Broken(families, _scratch);
    }

    private static string Key(IReadOnlyList<LabelPair> labels) =>
        string.Join(',', labels.Select(label => label.ToString()).Order(StringComparer.Ordinal));
}

namespace PromMultiplexer.Exposition;

/// <summary>Whether samples can stand in messages of a type without losing or gaining any.</summary>
internal static class MessageFit
{
    public static bool Fits(MergedExposition page, in FamilyPart part, MetricType type) =>
        MetricAssembler.IsOneByOne(page, part, type)
        || MetricAssembler.Group(page, part, type).TrueForAll(parts => parts.MakeMessage(type));
}

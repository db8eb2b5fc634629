namespace PromMultiplexer.Exposition;

/// <summary>What a family made of several says about itself. Nothing in it is escaped.</summary>
internal readonly ref struct ProtobufFamilyHeader
{
    public required ReadOnlySpan<byte> Name { get; init; }

    /// <summary>The HELP text; empty where there is none.</summary>
    public ReadOnlySpan<byte> Help { get; init; }

    public required MetricType Type { get; init; }

    /// <summary>The unit; empty where there is none.</summary>
    public ReadOnlySpan<byte> Unit { get; init; }
}

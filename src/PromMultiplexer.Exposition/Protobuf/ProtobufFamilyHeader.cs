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

    /// <summary>
    /// The header of a family of which no two parts disagree on the type: the first name, the first HELP text, the unit that all
    /// have that have one.
    /// </summary>
    public static ProtobufFamilyHeader Of(ReadOnlySpan<ProtobufPart> parts)
    {
        ReadOnlySpan<byte> help = default;
        ReadOnlySpan<byte> unit = default;
        var hasUnitConflict = false;
        foreach (var part in parts)
        {
            help = help.IsEmpty ? BytesOf(part, part.Entry.Help) : help;
            var ownUnit = BytesOf(part, part.Entry.Unit);
            hasUnitConflict |= !unit.IsEmpty && !ownUnit.IsEmpty && !unit.SequenceEqual(ownUnit);
            unit = unit.IsEmpty ? ownUnit : unit;
        }

        return new ProtobufFamilyHeader
        {
            Name = BytesOf(parts[0], parts[0].Entry.Name),
            Help = help,
            Type = parts[0].Entry.Type,
            Unit = hasUnitConflict ? default : unit,
        };
    }

    private static ReadOnlySpan<byte> BytesOf(ProtobufPart part, Slice slice) => slice.IsNone ? default : part.Index.BytesOf(slice);
}

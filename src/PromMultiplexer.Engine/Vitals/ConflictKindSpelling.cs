using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>How the conflicts are spelled as the value of the label <c>kind</c> and in the log.</summary>
internal static class ConflictKindSpelling
{
    public static string Spell(this ConflictKind kind) => kind switch
    {
        ConflictKind.Help => "help",
        ConflictKind.Type => "type",
        ConflictKind.Unit => "unit",
        ConflictKind.Name => "name",
        ConflictKind.Label => "label",
        ConflictKind.Conversion => "conversion",
        ConflictKind.DuplicateLabel => "duplicate_label",
        _ => throw new ArgumentOutOfRangeException(nameof(kind)),
    };
}

namespace PromMultiplexer.Exposition;

/// <summary>
/// One rule of Prometheus' <c>metric_relabel_configs</c>, with Prometheus' defaults. To be checked with <see cref="Check"/>
/// before it is used. Immutable.
/// </summary>
public sealed record RelabelRule
{
    /// <summary>The label that a metric's name is filed under.</summary>
    internal const string Name = "__name__";

    private const string DefaultSeparator = ";";
    private const string DefaultReplacement = "$1";

    /// <summary>What the rule does.</summary>
    public RelabelAction Action { get; init; } = RelabelAction.Replace;

    /// <summary>The labels whose values, with the separator between them, the rule looks at.</summary>
    public IReadOnlyList<string> SourceLabels { get; init; } = [];

    /// <summary>What stands between the values of the source labels.</summary>
    public string Separator { get; init; } = DefaultSeparator;

    /// <summary>What the values, or the labels' names, are held against.</summary>
    public Re2Pattern Pattern { get; init; } = Re2Pattern.Anything;

    /// <summary>What a hash is taken modulo.</summary>
    public ulong Modulus { get; init; }

    /// <summary>The label that is set or compared.</summary>
    public string TargetLabel { get; init; } = "";

    /// <summary>What the label is set to, or a label's new name.</summary>
    public string Replacement { get; init; } = DefaultReplacement;

    /// <summary>Whether the rule needs to know of a sample nothing but its metric's name, and changes nothing.</summary>
    internal bool IsAboutNames => Action is RelabelAction.Keep or RelabelAction.Drop && SourceLabels is [Name];

    /// <summary>
    /// What Prometheus 3 would refuse the rule for, in its words; <see langword="null"/> if it would take it. To it any text is the
    /// name of a label, as long as there is one. But a <see cref="TargetLabel"/> that Prometheus 2 would take, too, becomes no other
    /// name than there, whatever is put into it.
    /// </summary>
    public string? Check()
    {
        var action = Action.ToString().ToLowerInvariant();
        if (SourceLabels.Contains(""))
        {
            return "\"\" is not a valid label name";
        }

        return Action switch
        {
            RelabelAction.HashMod when Modulus == 0 => "relabel configuration for hashmod requires non-zero modulus",
            RelabelAction.Replace or RelabelAction.HashMod or RelabelAction.Lowercase or RelabelAction.Uppercase or RelabelAction.KeepEqual or RelabelAction.DropEqual
                when TargetLabel.Length == 0 => $"relabel configuration for {action} action requires 'target_label' value",
            RelabelAction.Lowercase or RelabelAction.Uppercase or RelabelAction.KeepEqual or RelabelAction.DropEqual
                when Replacement != DefaultReplacement => $"'replacement' can not be set for {action} action",
            RelabelAction.LabelMap when Replacement.Length == 0 => $"\"{Replacement}\" is invalid 'replacement' for {action} action",
            RelabelAction.KeepEqual or RelabelAction.DropEqual
                when !Pattern.Equals(Re2Pattern.Anything) || Modulus != 0 || Separator != DefaultSeparator =>
                $"{action} action requires only 'source_labels' and `target_label`, and no other fields",
            RelabelAction.LabelDrop or RelabelAction.LabelKeep
                when SourceLabels.Count > 0 || TargetLabel.Length > 0 || Modulus != 0 || Separator != DefaultSeparator || Replacement != DefaultReplacement =>
                $"{action} action requires only 'regex', and no other fields",
            _ => null,
        };
    }

    /// <summary>Equal to a rule that says the same.</summary>
    public bool Equals(RelabelRule? other) =>
        other is not null
        && Action == other.Action
        && SourceLabels.SequenceEqual(other.SourceLabels, StringComparer.Ordinal)
        && Separator == other.Separator
        && Pattern.Equals(other.Pattern)
        && Modulus == other.Modulus
        && TargetLabel == other.TargetLabel
        && Replacement == other.Replacement;

    /// <inheritdoc/>
    public override int GetHashCode() => HashCode.Combine(Action, SourceLabels.Count, Pattern, TargetLabel, Replacement);

    /// <summary>Whether Prometheus 2 would take this for the name of a label as well, or for what becomes one.</summary>
    // ^(?:(?:[a-zA-Z_]|\$(?:\{\w+\}|\w+))+\w*)+$
    internal static bool IsPlainTemplate(string template)
    {
        var isFirst = true;
        for (var at = 0; at < template.Length; isFirst = false)
        {
            if (template[at] != '$')
            {
                if (!(char.IsAsciiLetter(template[at]) || template[at] == '_' || (!isFirst && char.IsAsciiDigit(template[at]))))
                {
                    return false;
                }

                at++;
                continue;
            }

            var isBraced = at + 1 < template.Length && template[at + 1] == '{';
            var start = at + (isBraced ? 2 : 1);
            at = start;
            while (at < template.Length && (char.IsAsciiLetterOrDigit(template[at]) || template[at] == '_'))
            {
                at++;
            }

            if (at == start || (isBraced && (at == template.Length || template[at++] != '}')))
            {
                return false;
            }
        }

        return template.Length > 0;
    }
}

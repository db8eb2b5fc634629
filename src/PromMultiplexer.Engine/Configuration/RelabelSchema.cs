using System.Globalization;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>Rules as they stand in Prometheus' configuration, with its words and its defaults.</summary>
internal static class RelabelSchema
{
    /// <summary>The key that rules stand under.</summary>
    public const string Key = "metric_relabel_configs";

    private static readonly YamlSchema<RelabelDraft> Schema = new YamlSchema<RelabelDraft>()
        .Key("source_labels", ReadSourceLabels)
        .Key("separator", (draft, node) => ReadText(draft, node, (rule, text) => rule with { Separator = text }))
        .Key("regex", ReadPattern)
        .Key("modulus", ReadModulus)
        .Key("target_label", (draft, node) => ReadText(draft, node, (rule, text) => rule with { TargetLabel = text }))
        .Key("replacement", (draft, node) => ReadText(draft, node, (rule, text) => rule with { Replacement = text }))
        .Key("action", new WordSyntax<RelabelAction>(), (draft, action) => draft.Rule = draft.Rule with { Action = action });

    /// <summary>Reads a list of rules.</summary>
    public static FlagProblem? ReadAll(YamlNode node, out IReadOnlyList<RelabelRule> rules)
    {
        var read = new List<RelabelRule>();
        rules = read;
        if (node.ReadList(out var entries) is { } noList)
        {
            return noList;
        }

        foreach (var entry in entries)
        {
            var draft = new RelabelDraft();
            if ((Schema.Read(entry, draft) ?? Refused(entry, draft.Rule)) is { } problem)
            {
                return problem;
            }

            read.Add(draft.Rule);
        }

        return null;
    }

    private static FlagProblem? Refused(YamlNode entry, RelabelRule rule) => rule.Check() is { } refusal
        ? entry.Problem(FlagProblemReason.InvalidValue, value: null, $"is a rule that Prometheus refuses: {refusal}", $"write it as in Prometheus' own configuration")
        : null;

    private static FlagProblem? ReadText(RelabelDraft draft, YamlNode node, Func<RelabelRule, string, RelabelRule> set)
    {
        var problem = node.ReadText(out var text);
        draft.Rule = set(draft.Rule, text);
        return problem;
    }

    private static FlagProblem? ReadSourceLabels(RelabelDraft draft, YamlNode node)
    {
        if (node.ReadList(out var items) is { } noList)
        {
            return noList;
        }

        var names = new List<string>();
        foreach (var item in items)
        {
            if (item.ReadText(out var name) is { } problem)
            {
                return problem;
            }

            names.Add(name);
        }

        draft.Rule = draft.Rule with { SourceLabels = names };
        return null;
    }

    private static FlagProblem? ReadPattern(RelabelDraft draft, YamlNode node)
    {
        if (node.ReadText(out var text) is { } noText)
        {
            return noText;
        }

        if (!Re2Pattern.TryParse(text, out var pattern, out var error))
        {
            return node.Problem(FlagProblemReason.InvalidValue, text, $"{error}", $"write it in RE2's syntax, for the whole value");
        }

        draft.Rule = draft.Rule with { Pattern = pattern };
        return null;
    }

    private static FlagProblem? ReadModulus(RelabelDraft draft, YamlNode node)
    {
        if (node.ReadText(out var text) is { } noText)
        {
            return noText;
        }

        if (!ulong.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out var modulus))
        {
            return node.Problem(FlagProblemReason.InvalidValue, text, $"is no whole number", $"give a number above 0");
        }

        draft.Rule = draft.Rule with { Modulus = modulus };
        return null;
    }
}

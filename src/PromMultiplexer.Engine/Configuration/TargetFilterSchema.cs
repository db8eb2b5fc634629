using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>What the configuration file can say of a container's families and samples, under the names that it has for all containers.</summary>
internal static class TargetFilterSchema
{
    /// <summary>Reads the families that are taken.</summary>
    public static FlagProblem? ReadAllow(ContainerDraft container, YamlNode node) =>
        ReadPatterns(container, node, (filter, patterns) => filter.With(allow: patterns));

    /// <summary>Reads the families that are not taken.</summary>
    public static FlagProblem? ReadDeny(ContainerDraft container, YamlNode node) =>
        ReadPatterns(container, node, (filter, patterns) => filter.With(deny: patterns));

    /// <summary>Reads the rules.</summary>
    public static FlagProblem? ReadRules(ContainerDraft container, YamlNode node)
    {
        var problem = RelabelSchema.ReadAll(node, out var rules);
        container.Target = container.Target with { Filter = container.Target.Filter.With(rules: rules) };
        return problem;
    }

    // One pattern or a list of them, as the flags of the same names have it.
    private static FlagProblem? ReadPatterns(ContainerDraft container, YamlNode node, Func<TargetFilter, IReadOnlyList<Re2Pattern>, TargetFilter> set)
    {
        IReadOnlyList<YamlNode> items = [node];
        if (node is not YamlScalar { IsNull: false } && node.ReadList(out items) is { } noList)
        {
            return noList;
        }

        var patterns = new List<Re2Pattern>();
        foreach (var item in items)
        {
            if (item.Read(new PatternSyntax(), out var pattern) is { } problem)
            {
                return problem;
            }

            patterns.AddRange(pattern);
        }

        container.Target = container.Target with { Filter = set(container.Target.Filter, patterns) };
        return null;
    }
}

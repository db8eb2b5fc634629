namespace PromMultiplexer.Engine;

/// <summary>What the configuration file can say of a container.</summary>
internal static class ContainerSchema
{
    private static readonly YamlSchema<ContainerDraft> Schema = new YamlSchema<ContainerDraft>()
        .Key("name", new ContainerNameSyntax(), (container, value) => container.Target = container.Target with { Container = value })
        .Key("port", new PortSyntax(), (container, value) => container.Target = container.Target with { Port = value })
        .Key("host", new HostSyntax(), (container, value) => container.Target = container.Target with { Host = value })
        .Key("path", new TargetPathSyntax(), (container, value) => container.Target = container.Target with { Path = value })
        .Key("query", new TargetQuerySyntax(), (container, value) => container.Target = container.Target with { Query = value })
        .Key("scrape_timeout", new MillisecondsSyntax(least: 1), (container, value) => container.Target = container.Target with { ScrapeTimeout = value })
        .Key("headers", HeadersSchema.Read);

    /// <summary>Reads the list of containers.</summary>
    public static FlagProblem? ReadAll(List<FlagValue> values, YamlNode node)
    {
        if (node.ReadList(out var entries) is { } noList)
        {
            return noList;
        }

        foreach (var entry in entries)
        {
            var container = new ContainerDraft(entry.Place);
            if ((Schema.Read(entry, container) ?? Incomplete(entry, container.Target)) is { } problem)
            {
                return problem;
            }

            var target = container.Target;
            values.Add(new(Flags.ContainerToPortMap, target.Container, entry.Place.ToString()) { Target = target });
        }

        return null;
    }

    private static FlagProblem? Incomplete(YamlNode entry, Target target)
    {
        if (target.Container.Length == 0)
        {
            return entry.Problem(FlagProblemReason.MissingKey, value: null, $"has no name", $"write name: and the container's name");
        }

        if (target.Port == 0)
        {
            return entry.Problem(FlagProblemReason.MissingKey, target.Container, $"has no port", $"write port: and a number from 1 to 65535");
        }

        return target is { Path: { } path, Query: not null } && path.Contains('?')
            ? entry.Problem(FlagProblemReason.ConflictingKeys, target.Container, $"has a query in its path and one apart", $"write one of the two")
            : null;
    }
}

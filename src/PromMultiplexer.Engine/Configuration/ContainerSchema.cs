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
        .Key("headers", HeadersSchema.Read)
        .Key("unix_socket", new SocketPathSyntax(), (container, value) => container.Target = container.Target with { UnixSocket = value })
        .Key("scheme", new WordSyntax<TargetScheme>(), (container, value) => container.Scheme = value)
        .Key("tls", TargetTlsSchema.Read)
        .Key("bearer_token_file", ReadBearerToken)
        .Key("basic_auth", BasicAuthSchema.Read);

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
            if ((Schema.Read(entry, container) ?? Incomplete(entry, container)) is { } problem)
            {
                return problem;
            }

            var target = container.Scheme == TargetScheme.Https ? container.Target with { Tls = container.Target.Tls ?? new() } : container.Target;
            values.Add(new(Flags.ContainerToPortMap, target.Container, entry.Place.ToString()) { Target = target });
        }

        return null;
    }

    private static FlagProblem? ReadBearerToken(ContainerDraft container, YamlNode node)
    {
        var problem = ReadFile(node, out var path);
        container.Target = container.Target with { Credentials = (container.Target.Credentials ?? new()) with { BearerTokenFile = path } };
        return problem;
    }

    /// <summary>Reads the path of a file that must be there.</summary>
    internal static FlagProblem? ReadFile(YamlNode node, out string path)
    {
        var problem = node.Read(new FileSyntax(), out var text)
            ?? (text is null ? node.Problem(FlagProblemReason.MissingValue, value: null, $"is empty", $"give the path of a file") : null);
        path = problem is null ? FilePath.Beside(node.Place.File, text!) : "";
        return problem;
    }

    private static FlagProblem? Incomplete(YamlNode entry, ContainerDraft container)
    {
        var target = container.Target;
        if (target.Container.Length == 0)
        {
            return entry.Problem(FlagProblemReason.MissingKey, value: null, $"has no name", $"write name: and the container's name");
        }

        FlagProblem Missing(FormattableString fault, FormattableString remedy) => entry.Problem(FlagProblemReason.MissingKey, target.Container, fault, remedy);
        FlagProblem Conflict(FormattableString fault, FormattableString remedy) => entry.Problem(FlagProblemReason.ConflictingKeys, target.Container, fault, remedy);
        return target switch
        {
            { UnixSocket: null, Port: 0 } => Missing($"has no port", $"write port: and a number from 1 to 65535"),
            { UnixSocket: not null } and ({ Port: not 0 } or { Host: not null }) => Conflict($"has a unix_socket and a host or port", $"write one of the two"),
            { Path: { } path, Query: not null } when path.Contains('?') => Conflict($"has a query in its path and one apart", $"write one of the two"),
            { Tls: not null } when container.Scheme != TargetScheme.Https => Conflict($"has tls, but is not scraped over it", $"write scheme: https"),
            { Tls.CertFile: null, Tls.KeyFile: not null } or { Tls.CertFile: not null, Tls.KeyFile: null } =>
                Missing($"has one of cert_file and key_file", $"write both, or none"),
            { Credentials: { BearerTokenFile: not null, Username: not null } } => Conflict($"has a bearer_token_file and basic_auth", $"write one of the two"),
            _ => null,
        };
    }
}

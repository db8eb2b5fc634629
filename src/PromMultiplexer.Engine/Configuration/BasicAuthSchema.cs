namespace PromMultiplexer.Engine;

/// <summary>A name and a password for a container. The password is in a file of its own.</summary>
internal static class BasicAuthSchema
{
    private static readonly YamlSchema<ContainerDraft> Schema = new YamlSchema<ContainerDraft>()
        .Key("username", ReadUsername)
        .Key("password_file", ReadPasswordFile);

    /// <summary>Reads the mapping.</summary>
    public static FlagProblem? Read(ContainerDraft container, YamlNode node) => Schema.Read(node, container)
        ?? (container.Target.Credentials is { Username: not null, PasswordFile: not null }
            ? null
            : node.Problem(FlagProblemReason.MissingKey, value: null, $"lacks username or password_file", $"write both"));

    private static FlagProblem? ReadUsername(ContainerDraft container, YamlNode node)
    {
        var problem = node.ReadText(out var name);
        container.Target = container.Target with { Credentials = (container.Target.Credentials ?? new()) with { Username = name } };
        return problem ?? (name.Contains(':') || name.Any(char.IsControl)
            ? node.Problem(FlagProblemReason.InvalidValue, name, $"has a colon or a control character", $"give a name that basic authentication can carry")
            : null);
    }

    private static FlagProblem? ReadPasswordFile(ContainerDraft container, YamlNode node)
    {
        var problem = ContainerSchema.ReadFile(node, out var path);
        container.Target = container.Target with { Credentials = (container.Target.Credentials ?? new()) with { PasswordFile = path } };
        return problem;
    }
}

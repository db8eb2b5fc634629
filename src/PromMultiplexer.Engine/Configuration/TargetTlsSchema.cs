namespace PromMultiplexer.Engine;

/// <summary>What the configuration file can say of a container's TLS, under the names that Prometheus has for it.</summary>
internal static class TargetTlsSchema
{
    private static readonly YamlSchema<ContainerDraft> Schema = new YamlSchema<ContainerDraft>()
        .Key("ca_file", (container, node) => ReadFile(container, node, (tls, path) => tls with { CaFile = path }))
        .Key("cert_file", (container, node) => ReadFile(container, node, (tls, path) => tls with { CertFile = path }))
        .Key("key_file", (container, node) => ReadFile(container, node, (tls, path) => tls with { KeyFile = path }))
        .Key("server_name", new HostSyntax(), (container, value) => Change(container, tls => tls with { ServerName = value ?? LoopbackConnector.Host }))
        .Key("insecure_skip_verify", new SwitchSyntax(), (container, value) => Change(container, tls => tls with { InsecureSkipVerify = value }));

    /// <summary>Reads the mapping.</summary>
    public static FlagProblem? Read(ContainerDraft container, YamlNode node)
    {
        Change(container, tls => tls);
        return Schema.Read(node, container);
    }

    private static FlagProblem? ReadFile(ContainerDraft container, YamlNode node, Func<TargetTls, string, TargetTls> set)
    {
        var problem = ContainerSchema.ReadFile(node, out var path);
        Change(container, tls => set(tls, path));
        return problem;
    }

    private static void Change(ContainerDraft container, Func<TargetTls, TargetTls> change) =>
        container.Target = container.Target with { Tls = change(container.Target.Tls ?? new()) };
}

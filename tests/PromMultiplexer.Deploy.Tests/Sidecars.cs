using PromMultiplexer.Engine;
using YamlDotNet.RepresentationModel;

namespace PromMultiplexer.Deploy.Tests;

/// <summary>The sidecar in a manifest, and what it is told there.</summary>
internal static class Sidecars
{
    public const string Name = "prom-multiplexer-sidecar";

    /// <summary>The variable that is <c>--container_to_port_map</c>.</summary>
    public const string Variable = "MULTIPLEXER_CONTAINER_TO_PORT_MAP";

    /// <summary>The only one in a Pod or in anything that makes Pods.</summary>
    public static YamlNode Of(YamlNode workload)
    {
        var spec = workload.At("spec.template.spec") ?? workload.At("spec")!;
        return Assert.Single(spec.List("containers").Concat(spec.List("initContainers")), container => container.Text("name") == Name);
    }

    /// <summary>The options that its command comes to, which must be good ones.</summary>
    public static MultiplexerOptions OptionsOf(YamlNode sidecar)
    {
        var command = sidecar.List("command").Select(word => ((YamlScalarNode)word).Value!).ToList();
        Assert.Equal("/metrics-multiplexer-sidecar", command[0]);
        var reading = CommandLine.Read(command[1..], environment: name => name == Variable && sidecar.List("env").Any() ? "shop:8080" : null);
        Assert.Null(reading.Problem);
        Assert.Empty(reading.Warnings);
        return reading.Options!;
    }

    /// <summary>The same without some of its keys.</summary>
    public static YamlNode Without(YamlNode node, params string[] keys) =>
        new YamlMappingNode(((YamlMappingNode)node).Children.Where(child => !keys.Contains(((YamlScalarNode)child.Key).Value)));
}

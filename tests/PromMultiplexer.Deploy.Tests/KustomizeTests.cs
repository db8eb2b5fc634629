using System.Text.Json;
using YamlDotNet.RepresentationModel;

namespace PromMultiplexer.Deploy.Tests;

/// <summary>The kustomizations, built by kustomize itself.</summary>
public sealed class KustomizeTests
{
    [KubernetesToolFact(KubernetesTool.Kustomize)]
    public async Task The_overlay_is_the_base_and_behind_its_containers_the_sidecar_of_the_Pod()
    {
        var deployment = Assert.Single(await BuildAsync("deploy/kustomize/overlay"));
        var before = Assert.Single(await BuildAsync("deploy/kustomize/base"));
        var containers = deployment.List("spec.template.spec.containers").ToList();

        Assert.Equal(before.List("spec.template.spec.containers").Select(YamlNodes.Flat), containers[..^1].Select(YamlNodes.Flat));
        Assert.Equal(
            YamlNodes.Flat(Sidecars.Without(Sidecars.Of(Checkout.Yaml("deploy/pod.yaml")), "command")),
            YamlNodes.Flat(Sidecars.Without(containers[^1], "command", "env")));
        Assert.Equal(
            "[{name: MULTIPLEXER_CONTAINER_TO_PORT_MAP, valueFrom: {fieldRef: {fieldPath: metadata.annotations['prom-multiplexer/containers']}}}]",
            YamlNodes.Flat(containers[^1].At("env")));
    }

    [KubernetesToolFact(KubernetesTool.Kustomize)]
    public async Task The_component_adds_the_sidecar_to_every_kind_of_workload_and_to_nothing_else()
    {
        var folder = Directory.CreateTempSubdirectory("kustomize-");
        try
        {
            string[] workloads = ["Deployment", "StatefulSet", "DaemonSet"];
            var deployment = Checkout.Read("deploy/kustomize/base/deployment.yaml");
            var documents = workloads.Select(kind => deployment.Replace("kind: Deployment", $"kind: {kind}", StringComparison.Ordinal))
                .Append("apiVersion: v1\nkind: Service\nmetadata: {name: shop}\nspec: {ports: [{port: 80}]}\n");
            File.WriteAllText(Path.Combine(folder.FullName, "shop.yaml"), string.Join("---\n", documents));
            CopyComponent(folder);
            File.WriteAllText(Path.Combine(folder.FullName, "kustomization.yaml"), "resources: [shop.yaml]\ncomponents: [component]\n");

            var built = Checkout.YamlDocumentsOf(await KubernetesTool.KustomizeAsync(folder.FullName));

            Assert.Equal(workloads.Append("Service").Order(), built.Select(document => document.Text("kind")!).Order());
            Assert.All(
                built.Where(document => document.Text("kind") != "Service"),
                document => Assert.Equal(["node", "redis", Sidecars.Name], document.List("spec.template.spec.containers").Select(container => container.Text("name"))));
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [KubernetesToolFact(KubernetesTool.Kustomize)]
    public async Task The_monitoring_is_what_its_files_say()
    {
        var built = (await BuildAsync("deploy/monitoring")).ToDictionary(document => document.Text("kind")!);

        Assert.Equal(["ConfigMap", "PodMonitor", "PrometheusRule"], built.Keys.Order());
        Assert.Equal(YamlNodes.Flat(Checkout.Yaml("deploy/monitoring/podmonitor.yaml")), YamlNodes.Flat(built["PodMonitor"]));
        Assert.Equal(YamlNodes.Flat(Checkout.Yaml("deploy/monitoring/prometheusrule.yaml")), YamlNodes.Flat(built["PrometheusRule"]));

        var map = built["ConfigMap"];
        Assert.Equal("prom-multiplexer-dashboard", map.Text("metadata.name"));
        Assert.Equal("{grafana_dashboard: 1}", YamlNodes.Flat(map.At("metadata.labels")));
        var dashboard = ((YamlScalarNode)((YamlMappingNode)map.At("data")!).Children[new YamlScalarNode("dashboard.json")]).Value!;
        Assert.True(JsonElement.DeepEquals(Json(Checkout.Read("deploy/monitoring/dashboard.json")), Json(dashboard)));
    }

    private static async Task<IReadOnlyList<YamlNode>> BuildAsync(string path) =>
        Checkout.YamlDocumentsOf(await KubernetesTool.KustomizeAsync(Checkout.PathOf(path)));

    // Kustomize takes no absolute path.
    private static void CopyComponent(DirectoryInfo folder)
    {
        var component = folder.CreateSubdirectory("component");
        foreach (var file in Directory.GetFiles(Checkout.PathOf("deploy/kustomize/component")))
        {
            File.Copy(file, Path.Combine(component.FullName, Path.GetFileName(file)));
        }
    }

    private static JsonElement Json(string text) => JsonDocument.Parse(text).RootElement.Clone();
}

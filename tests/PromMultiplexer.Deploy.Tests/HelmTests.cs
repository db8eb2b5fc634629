using PromMultiplexer.Engine;
using PromMultiplexer.Exposition;
using YamlDotNet.RepresentationModel;

namespace PromMultiplexer.Deploy.Tests;

/// <summary>The library chart, in the hands of Helm itself: in the example of a chart that uses it.</summary>
public sealed class HelmTests : IDisposable
{
    private readonly DirectoryInfo folder = Directory.CreateTempSubdirectory("helm-");

    public HelmTests() => Copy(Checkout.PathOf("deploy/helm"), folder.FullName);

    public void Dispose() => folder.Delete(recursive: true);

    private string Library => Path.Combine(folder.FullName, "prom-multiplexer");

    private string Shop => Path.Combine(folder.FullName, "shop");

    [KubernetesToolFact(KubernetesTool.Helm)]
    public async Task Helm_finds_nothing_wrong_with_the_charts()
    {
        await DependencyAsync();
        Assert.Contains("0 chart(s) failed", await KubernetesTool.HelmAsync("lint", "--strict", Library, Shop), StringComparison.Ordinal);
    }

    [KubernetesToolFact(KubernetesTool.Helm)]
    public async Task The_sidecar_is_that_of_the_Pod()
    {
        var sidecar = Sidecars.Of(await TemplateAsync());
        Assert.Equal(
            YamlNodes.Flat(Sidecars.Without(Sidecars.Of(Checkout.Yaml("deploy/pod.yaml")), "command")),
            YamlNodes.Flat(Sidecars.Without(sidecar, "command")));
        Assert.Equal(["node", "redis"], Sidecars.OptionsOf(sidecar).Targets.Select(target => target.Container));
    }

    [KubernetesToolFact(KubernetesTool.Helm)]
    public async Task The_native_form_is_that_of_the_Pod()
    {
        var deployment = await TemplateAsync("--set", "multiplexer.native=true");
        Assert.Equal(["node", "redis"], deployment.List("spec.template.spec.containers").Select(container => container.Text("name")));
        var sidecar = Assert.Single(deployment.List("spec.template.spec.initContainers"));
        Assert.Equal(
            YamlNodes.Flat(Sidecars.Without(Sidecars.Of(Checkout.Yaml("deploy/pod-native-sidecar.yaml")), "command")),
            YamlNodes.Flat(Sidecars.Without(sidecar, "command")));
    }

    [KubernetesToolFact(KubernetesTool.Helm)]
    public async Task The_flags_arrive_as_the_values_spell_them()
    {
        var values = Path.Combine(folder.FullName, "values.yaml");
        File.WriteAllText(values, """
            multiplexer:
              port: 9999
              flags: {sample_limit: 1000000, scrape_interval: 1000, exclude_containers: [redis], body_size_limit: 16Mi, strict: true}
              resources: {limits: {memory: 64Mi}}
            """);

        var sidecar = Sidecars.Of(await TemplateAsync("--values", values));
        var options = Sidecars.OptionsOf(sidecar);

        Assert.Equal((9999, 1_000_000, TimeSpan.FromSeconds(1), 16 << 20), (options.ExportTo, options.PageLimits.Samples, options.ScrapeInterval, options.BodySizeLimit));
        Assert.Equal(ReadMode.Strict, options.ReadMode);
        Assert.Equal(["node"], options.Targets.Select(target => target.Container));
        Assert.Equal("[{containerPort: 9999, name: metrics}]", YamlNodes.Flat(sidecar.At("ports")));
        Assert.Equal("{limits: {memory: 64Mi}}", YamlNodes.Flat(sidecar.At("resources")));
    }

    [KubernetesToolFact(KubernetesTool.Helm)]
    public async Task What_is_missing_is_said()
    {
        var refused = await Assert.ThrowsAsync<InvalidOperationException>(() => TemplateAsync("--set", "multiplexer.image="));
        Assert.Contains("prom-multiplexer.sidecar: image is required", refused.Message, StringComparison.Ordinal);
    }

    private async Task<YamlNode> TemplateAsync(params string[] arguments)
    {
        await DependencyAsync();
        return Checkout.YamlOf(await KubernetesTool.HelmAsync(["template", "shop", Shop, .. arguments]));
    }

    private Task<string> DependencyAsync() => KubernetesTool.HelmAsync("dependency", "update", Shop);

    private static void Copy(string from, string to)
    {
        foreach (var file in Directory.GetFiles(from, "*", SearchOption.AllDirectories))
        {
            var copy = Path.Combine(to, Path.GetRelativePath(from, file));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(file, copy);
        }
    }
}

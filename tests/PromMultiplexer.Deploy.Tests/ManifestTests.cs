using System.Text.RegularExpressions;
using PromMultiplexer.Engine;
using YamlDotNet.RepresentationModel;

namespace PromMultiplexer.Deploy.Tests;

/// <summary>The manifests, held against the flags, against the image and against each other.</summary>
public sealed partial class ManifestTests
{
    private const string Component = "deploy/kustomize/component/sidecar.yaml";

    private static readonly string[] Files = ["deploy/pod.yaml", "deploy/pod-native-sidecar.yaml", "deploy/pod-pwsh.yaml"];

    public static TheoryData<string> Pods => [.. Files];

    public static TheoryData<string> Manifests => [.. Files, Component];

    [Theory]
    [MemberData(nameof(Pods))]
    public void The_flags_are_taken_and_name_the_containers_of_the_Pod(string path)
    {
        var pod = Checkout.Yaml(path);
        var options = Sidecars.OptionsOf(Sidecars.Of(pod));

        Assert.Equal(
            pod.List("spec.containers").Select(container => container.Text("name")).Where(name => name != Sidecars.Name),
            options.Targets.Select(target => target.Container));
        foreach (var target in options.Targets)
        {
            var container = Assert.Single(pod.List("spec.containers"), container => container.Text("name") == target.Container);
            Assert.EndsWith($"=127.0.0.1:{target.Port}", Assert.Single(Texts(container.List("args"))), StringComparison.Ordinal);
        }
    }

    [Fact]
    public void The_component_takes_the_containers_from_the_annotation()
    {
        var sidecar = SidecarIn(Component);
        var variable = Assert.Single(sidecar.List("env"));
        Assert.Equal(Sidecars.Variable, variable.Text("name"));
        Assert.Equal("metadata.annotations['prom-multiplexer/containers']", variable.Text("valueFrom.fieldRef.fieldPath"));

        var pod = Checkout.Yaml("deploy/kustomize/base/deployment.yaml").At("spec.template")!;
        var containers = pod.Text("metadata.annotations.prom-multiplexer/containers")!;
        var reading = CommandLine.Read([.. Texts(sidecar.List("command")).Skip(1)], environment: name => name == Sidecars.Variable ? containers : null);
        Assert.Null(reading.Problem);
        Assert.Equal(pod.List("spec.containers").Select(container => container.Text("name")), reading.Options!.Targets.Select(target => target.Container));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void The_ports_and_probes_are_where_the_sidecar_serves(string path)
    {
        var sidecar = SidecarIn(path);
        var port = Assert.Single(sidecar.List("ports"));
        Assert.Equal("metrics", port.Text("name"));
        Assert.Equal(Sidecars.OptionsOf(sidecar).ExportTo.ToString(), port.Text("containerPort"));

        Assert.Equal("/-/ready", sidecar.Text("readinessProbe.httpGet.path"));
        Assert.Equal("/-/healthy", sidecar.Text("livenessProbe.httpGet.path"));
        Assert.All(
            new[] { "readinessProbe", "livenessProbe", "startupProbe" }.Select(probe => sidecar.At(probe)).OfType<YamlNode>(),
            probe => Assert.Equal("metrics", probe.Text("httpGet.port")));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void The_sidecar_may_do_nothing_but_its_work(string path)
    {
        var user = UserOfImage().Match(Checkout.Read("Dockerfile")).Groups[1].Value;
        Assert.Equal(
            $"{{allowPrivilegeEscalation: false, capabilities: {{drop: [ALL]}}, readOnlyRootFilesystem: true, runAsGroup: {user}, runAsNonRoot: true, runAsUser: {user}, seccompProfile: {{type: RuntimeDefault}}}}",
            YamlNodes.Flat(SidecarIn(path).At("securityContext")));
    }

    [Theory]
    [MemberData(nameof(Manifests))]
    public void The_image_is_of_this_version_and_gets_what_is_documented_for_it(string path)
    {
        var sidecar = SidecarIn(path);
        var kind = path.Contains("pwsh", StringComparison.Ordinal) ? "pwsh" : "native";
        Assert.Equal($"registry.example/prom-multiplexer:{ProductInfo.Version}-{kind}", sidecar.Text("image"));
        Assert.Equal(
            kind == "native" ? "{limits: {cpu: 50m, memory: 32Mi}, requests: {cpu: 2m, memory: 32Mi}}" : "{limits: {cpu: 500m, memory: 192Mi}, requests: {cpu: 10m, memory: 96Mi}}",
            YamlNodes.Flat(sidecar.At("resources")));
    }

    [Fact]
    public void The_native_form_differs_only_in_where_the_sidecar_stands()
    {
        var classic = SidecarIn("deploy/pod.yaml");
        var pod = Checkout.Yaml("deploy/pod-native-sidecar.yaml");
        var native = Assert.Single(pod.List("spec.initContainers"));
        Assert.Equal("Always", native.Text("restartPolicy"));
        Assert.Equal("/-/ready", native.Text("startupProbe.httpGet.path"));

        Assert.Equal(YamlNodes.Flat(classic), YamlNodes.Flat(Sidecars.Without(native, "restartPolicy", "startupProbe")));
    }

    [Fact]
    public void The_images_and_the_chart_are_of_this_version()
    {
        Assert.All(VersionOfImage().Matches(Checkout.Read("Dockerfile")), match => Assert.Equal(ProductInfo.Version, match.Groups[1].Value));
        Assert.Equal(2, VersionOfImage().Count(Checkout.Read("Dockerfile")));

        var chart = Checkout.Yaml("deploy/helm/prom-multiplexer/Chart.yaml");
        Assert.Equal((ProductInfo.Version, ProductInfo.Version), (chart.Text("version"), chart.Text("appVersion")));
        Assert.Equal($"{ProductInfo.Version}-native", Assert.Single(Checkout.Yaml("deploy/kustomize/component/kustomization.yaml").List("images")).Text("newTag"));
    }

    [Fact]
    public void The_chart_says_what_the_Pod_says()
    {
        // What stands outside of the template's actions is YAML, for a sidecar without flags of its own.
        var template = Checkout.Read("deploy/helm/prom-multiplexer/templates/_sidecar.tpl");
        var body = Actions().Replace(template[template.IndexOf("- name:", StringComparison.Ordinal)..], "");
        var chart = body.Split('\n').Select(line => line.Trim()).ToHashSet();
        var pod = Checkout.Read("deploy/pod.yaml");
        var sidecar = pod[pod.IndexOf($"- name: {Sidecars.Name}", StringComparison.Ordinal)..].Split('\n')
            .Select(line => line.Trim())
            .Where(line => !line.StartsWith("image:", StringComparison.Ordinal) && !line.StartsWith("- \"--", StringComparison.Ordinal) && !line.Contains("13434", StringComparison.Ordinal));

        Assert.All(sidecar, line => Assert.Contains(line, chart));
        Assert.Equal(["export_to", "container_to_port_map"], FlagOfChart().Matches(template).Select(match => match.Groups[1].Value).Where(name => Flags.OfName(name) is not null).Distinct());
    }

    [Fact]
    public void Every_file_is_in_the_list_and_everything_in_the_list_is_there()
    {
        var listed = ListedFile().Matches(Checkout.Read("deploy/README.md")).Select(match => match.Groups[1].Value).ToList();
        Assert.All(listed, path => Assert.True(Path.Exists(Checkout.PathOf($"deploy/{path}")), path));

        var folder = Checkout.PathOf("deploy");
        var files = Directory.GetFiles(folder, "*", SearchOption.AllDirectories).Select(file => Path.GetRelativePath(folder, file).Replace('\\', '/'));
        Assert.All(files.Where(file => file != "README.md"), file => Assert.Contains(listed, path => file == path || file.StartsWith(path + "/", StringComparison.Ordinal)));
    }

    [Theory]
    [InlineData("deploy/monitoring/kustomization.yaml")]
    [InlineData("deploy/kustomize/base/kustomization.yaml")]
    [InlineData("deploy/kustomize/component/kustomization.yaml")]
    [InlineData("deploy/kustomize/overlay/kustomization.yaml")]
    public void What_a_kustomization_names_is_there(string path)
    {
        var kustomization = Checkout.Yaml(path);
        var named = Texts(kustomization.List("resources")).Concat(Texts(kustomization.List("components")))
            .Concat(kustomization.List("patches").Select(patch => patch.Text("path")!))
            .Concat(kustomization.List("configMapGenerator").SelectMany(map => Texts(map.List("files"))))
            .ToList();

        Assert.NotEmpty(named);
        Assert.All(named, name => Assert.True(Path.Exists(Checkout.PathOf($"{Path.GetDirectoryName(path)}/{name}")), name));
    }

    [Fact]
    public void The_PodMonitor_drops_the_label_that_would_hide_ours()
    {
        var endpoint = Assert.Single(Checkout.Yaml("deploy/monitoring/podmonitor.yaml").List("spec.podMetricsEndpoints"));
        Assert.Equal("metrics", endpoint.Text("port"));
        Assert.Contains("{action: labeldrop, regex: container}", endpoint.List("relabelings").Select(YamlNodes.Flat));
        Assert.Null(endpoint.At("honorLabels"));
    }

    // A Pod has it among its containers; the component, a JSON patch, adds it to those of others.
    private static YamlNode SidecarIn(string path) =>
        path == Component ? Assert.Single(((YamlSequenceNode)Checkout.Yaml(path)).Children).At("value")! : Sidecars.Of(Checkout.Yaml(path));

    private static IEnumerable<string> Texts(IEnumerable<YamlNode> nodes) => nodes.Select(node => ((YamlScalarNode)node).Value!);

    [GeneratedRegex(@"^USER (\d+):\1$", RegexOptions.Multiline)]
    private static partial Regex UserOfImage();

    [GeneratedRegex(@"^ARG VERSION=(.*)$", RegexOptions.Multiline)]
    private static partial Regex VersionOfImage();

    [GeneratedRegex(@"\{\{.*?\}\}", RegexOptions.Singleline)]
    private static partial Regex Actions();

    [GeneratedRegex(@"--(\w+)=")]
    private static partial Regex FlagOfChart();

    [GeneratedRegex(@"`([a-z][^`]*)`")]
    private static partial Regex ListedFile();
}

using System.Diagnostics;
using System.Net;
using System.Text;
using System.Text.Json;
using PromMultiplexer.Engine;
using PromMultiplexer.RealPrograms.Tests;

namespace PromMultiplexer.Deploy.Tests;

/// <summary>The alerts, the scrape configuration and the dashboard, before a real Prometheus.</summary>
public sealed class MonitoringTests
{
    private const string Job = "pod";
    private const string Monitoring = "deploy/monitoring/";

    [Theory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public async Task Promtool_passes_the_tests_of_the_alerts(string version)
    {
        var (exitCode, output) = await PromtoolAsync(version, "test", "rules", Checkout.PathOf(Monitoring + "rules.test.yaml"));
        Assert.True(exitCode == 0, output);
        (exitCode, output) = await PromtoolAsync(version, "check", "rules", Checkout.PathOf(Monitoring + "rules.yaml"));
        Assert.True(exitCode == 0, output);
    }

    [Fact]
    public void Every_alert_has_a_test_in_which_it_fires()
    {
        var alerts = Checkout.Yaml(Monitoring + "rules.yaml").List("groups").SelectMany(group => group.List("rules")).Select(rule => rule.Text("alert")).ToList();
        var fired = Checkout.Yaml(Monitoring + "rules.test.yaml").List("tests")
            .SelectMany(test => test.List("alert_rule_test"))
            .Where(test => test.List("exp_alerts").Any())
            .Select(test => test.Text("alertname"));

        Assert.NotEmpty(alerts);
        Assert.Empty(alerts.Except(fired));
    }

    [Fact]
    public void The_operators_rules_are_the_rules() =>
        Assert.Equal(
            YamlNodes.Flat(Checkout.Yaml(Monitoring + "rules.yaml").At("groups")),
            YamlNodes.Flat(Checkout.Yaml(Monitoring + "prometheusrule.yaml").At("spec.groups")));

    [Theory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public async Task Promtool_takes_the_scrape_configuration(string version)
    {
        // Debian's Prometheus has no discovery in Kubernetes; everything else is taken as it stands.
        var configuration = Checkout.Read(Monitoring + "scrape-config.yaml");
        const string Discovery = "    kubernetes_sd_configs:\n      - role: pod\n";
        Assert.Contains(Discovery, configuration, StringComparison.Ordinal);
        var folder = Directory.CreateTempSubdirectory("scrape-config-");
        try
        {
            var file = Path.Combine(folder.FullName, "prometheus.yml");
            File.WriteAllText(file, configuration.Replace(Discovery, "    static_configs: [{targets: [a:1]}]\n", StringComparison.Ordinal));
            var (exitCode, output) = await PromtoolAsync(version, "check", "config", file);
            Assert.True(exitCode == 0, output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    [Theory]
    [InPrometheus(2)]
    [InPrometheus(3)]
    public async Task Every_query_of_the_dashboard_and_of_the_alerts_finds_what_a_multiplexer_serves(string version)
    {
        using var shop = new HttpListener();
        using var port = new ReservedPort();
        using var nobody = new ReservedPort();
        shop.Prefixes.Add($"http://localhost:{port.Number}/");
        shop.Start();
        var answering = AnswerAsync(shop);
        var options = new MultiplexerOptions
        {
            ExportTo = 0, ListenAddress = "127.0.0.1", Targets = [new Target("shop", port.Number), new Target("gone", nobody.Number)],
        };
        await using var multiplexer = await Multiplexer.StartAsync(options, new LogfmtSink(TextWriter.Null));
        await using var prometheus = await ScrapingPrometheus.StartAsync(InstalledPrometheus.Of(version), [ScrapingPrometheus.Job(Job, multiplexer.Url.Authority)]);

        foreach (var expression in DashboardQueries())
        {
            await Eventually.PassesAsync(async () =>
            {
                var samples = await prometheus.EvaluateAsync(Fill(expression));
                Assert.True(samples.Count > 0, $"Nothing for {expression}");
                Assert.All(samples, sample => Assert.NotEqual("NaN", sample.Value));
            });
        }

        foreach (var (query, label) in DashboardVariables())
        {
            Assert.All(await prometheus.EvaluateAsync(Fill(query)), sample => Assert.Contains(label, sample.Labels.Keys));
        }

        // An alert with no samples behind it, because a metric is called otherwise, would never fire.
        var down = await prometheus.EvaluateAsync("multiplexer_container_up == 0");
        Assert.Equal("gone", Assert.Single(down).Labels["container"]);
        var page = await Http.GetAsync(multiplexer.Url.ToString());
        var named = Checkout.Read(Monitoring + "rules.yaml").Split([' ', '(', ')', '[', '{', '\n']).Where(word => word.StartsWith("multiplexer_", StringComparison.Ordinal));
        Assert.All(named, metric => Assert.Contains($"\n# TYPE {metric.TrimEnd(',')} ", page, StringComparison.Ordinal));

        shop.Stop();
        await answering;
    }

    private static async Task AnswerAsync(HttpListener server)
    {
        while (server.IsListening)
        {
            try
            {
                var context = await server.GetContextAsync();
                context.Response.ContentType = "text/plain; version=0.0.4";
                context.Response.Close(Encoding.UTF8.GetBytes("# TYPE orders_total counter\norders_total 5\n"), willBlock: false);
            }
            catch (Exception ended) when (ended is HttpListenerException or ObjectDisposedException)
            {
                return;
            }
        }
    }

    // The variables as Grafana fills them in for "All" and for a scrape interval of a second.
    private static string Fill(string expression) =>
        expression.Replace("$job", ".+", StringComparison.Ordinal).Replace("$instance", ".+", StringComparison.Ordinal).Replace("$__rate_interval", "15s", StringComparison.Ordinal);

    private static List<string> DashboardQueries()
    {
        using var dashboard = JsonDocument.Parse(Checkout.Read(Monitoring + "dashboard.json"));
        List<string> queries =
        [
            .. dashboard.RootElement.GetProperty("panels").EnumerateArray()
                .SelectMany(panel => panel.GetProperty("targets").EnumerateArray())
                .Select(target => target.GetProperty("expr").GetString()!),
        ];
        Assert.NotEmpty(queries);
        return queries;
    }

    // label_values(query, label)
    private static List<(string Query, string Label)> DashboardVariables()
    {
        using var dashboard = JsonDocument.Parse(Checkout.Read(Monitoring + "dashboard.json"));
        return
        [
            .. dashboard.RootElement.GetProperty("templating").GetProperty("list").EnumerateArray()
                .Where(variable => variable.GetProperty("type").GetString() == "query")
                .Select(variable => variable.GetProperty("definition").GetString()!["label_values(".Length..^1])
                .Select(call => (call[..call.LastIndexOf(',')], call[(call.LastIndexOf(',') + 1)..].Trim())),
        ];
    }

    private static async Task<(int ExitCode, string Output)> PromtoolAsync(string version, params string[] arguments)
    {
        using var promtool = Process.Start(new ProcessStartInfo(InstalledPrometheus.Of(version).Promtool, arguments)
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        var output = promtool.StandardOutput.ReadToEndAsync();
        var error = promtool.StandardError.ReadToEndAsync();
        await promtool.WaitForExitAsync();
        return (promtool.ExitCode, await output + await error);
    }
}

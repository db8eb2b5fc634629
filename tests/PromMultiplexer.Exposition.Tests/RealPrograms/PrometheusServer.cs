using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;
using System.Text.Json;
using PromMultiplexer.RealPrograms.Tests;

namespace PromMultiplexer.Exposition.Tests.RealPrograms;

/// <summary>A real Prometheus with a storage of its own, on a free port of the loopback interface.</summary>
internal sealed class PrometheusServer : IDisposable
{
    private const int MostStarts = 3;
    private static readonly TimeSpan Patience = TimeSpan.FromMinutes(2);

    /// <summary>What Prometheus itself adds to each target.</summary>
    private static readonly HashSet<string> OwnSeries =
        ["up", "scrape_duration_seconds", "scrape_samples_scraped", "scrape_samples_post_metric_relabeling", "scrape_series_added"];

    private readonly string _folder = Directory.CreateTempSubdirectory("prometheus-").FullName;
    private readonly InstalledPrometheus _program;
    private readonly HttpClient _client;
    private Process? _process;

    private PrometheusServer(InstalledPrometheus program)
    {
        _program = program;
        _client = new HttpClient(new SocketsHttpHandler { UseProxy = false });
    }

    /// <summary>Scrapes each job until all have been scraped, and tells what came of it.</summary>
    /// <param name="program">Which Prometheus does it.</param>
    /// <param name="targetPort">The port that is scraped.</param>
    /// <param name="jobs">What is scraped there, and how.</param>
    public static async Task<IReadOnlyDictionary<string, ScrapeVerdict>> ScrapeAsync(InstalledPrometheus program, int targetPort, IReadOnlyList<ScrapeJob> jobs)
    {
        using var server = new PrometheusServer(program);
        await File.WriteAllTextAsync(Path.Combine(server._folder, "prometheus.yml"), Configure(targetPort, jobs));
        await server.StartAsync();
        var errors = await server.WaitForScrapesAsync(jobs.Count);
        var series = await server.ReadSeriesAsync();
        return jobs.ToDictionary(
            job => job.Name,
            job => new ScrapeVerdict(errors[job.Name], [.. series.GetValueOrDefault(job.Name, []).Order(StringComparer.Ordinal)]));
    }

    public void Dispose()
    {
        Stop();
        _client.Dispose();
        Directory.Delete(_folder, recursive: true);
    }

    private static string Configure(int targetPort, IReadOnlyList<ScrapeJob> jobs)
    {
        var configuration = new StringBuilder("global: {scrape_interval: 3s, scrape_timeout: 3s}\nscrape_configs:\n");
        foreach (var job in jobs)
        {
            var labels = job.TargetLabel is null ? "" : $", labels: {{container: {job.TargetLabel}}}";
            configuration.Append($"- {{job_name: {job.Name}, metrics_path: {job.Path}, static_configs: [{{targets: ['127.0.0.1:{targetPort}']{labels}}}], metric_relabel_configs: {job.Rules}}}\n");
        }

        return configuration.ToString();
    }

    private async Task StartAsync()
    {
        for (var attempt = 1; ; attempt++)
        {
            var port = FreePort();
            _client.BaseAddress = new Uri($"http://127.0.0.1:{port}");
            var start = new ProcessStartInfo(_program.Command) { WorkingDirectory = _folder, RedirectStandardError = true, RedirectStandardOutput = true };
            start.ArgumentList.Add("--config.file=prometheus.yml");
            start.ArgumentList.Add("--storage.tsdb.path=data");
            start.ArgumentList.Add($"--web.listen-address=127.0.0.1:{port}");
            start.ArgumentList.Add("--log.level=error");

            // Only with this does it look at native histograms in protobuf.
            start.ArgumentList.Add("--enable-feature=native-histograms");
            _process = Process.Start(start)!;
            var log = _process.StandardError.ReadToEndAsync();
            _ = _process.StandardOutput.ReadToEndAsync();
            if (await IsReadyAsync())
            {
                return;
            }

            // Somebody else may have taken the port in between.
            Stop();
            Assert.True(attempt < MostStarts, $"Prometheus does not start: {await log}");
        }
    }

    private async Task<bool> IsReadyAsync()
    {
        var watch = Stopwatch.StartNew();
        while (watch.Elapsed < Patience && !_process!.HasExited)
        {
            try
            {
                using var response = await _client.GetAsync("/-/ready");
                if (response.IsSuccessStatusCode)
                {
                    return true;
                }
            }
            catch (HttpRequestException)
            {
                // It does not listen yet.
            }

            await Task.Delay(50);
        }

        return false;
    }

    /// <summary>The error of each job's last scrape; <see langword="null"/> for one that went well.</summary>
    private async Task<Dictionary<string, string?>> WaitForScrapesAsync(int count)
    {
        var watch = Stopwatch.StartNew();
        while (true)
        {
            using var answer = await GetAsync("/api/v1/targets?state=active");
            var targets = answer.RootElement.GetProperty("data").GetProperty("activeTargets").EnumerateArray().ToList();
            if (targets.Count == count && targets.TrueForAll(target => target.GetProperty("health").GetString() != "unknown"))
            {
                return targets.ToDictionary(
                    target => target.GetProperty("labels").GetProperty("job").GetString()!,
                    target => target.GetProperty("health").GetString() == "up" ? null : target.GetProperty("lastError").GetString());
            }

            Assert.True(watch.Elapsed < Patience, "Prometheus has not scraped all targets.");
            await Task.Delay(100);
        }
    }

    private async Task<Dictionary<string, List<string>>> ReadSeriesAsync()
    {
        using var answer = await GetAsync($"/api/v1/query?query={Uri.EscapeDataString("{job!=\"\"}")}");
        var byJob = new Dictionary<string, List<string>>();
        foreach (var result in answer.RootElement.GetProperty("data").GetProperty("result").EnumerateArray())
        {
            var labels = result.GetProperty("metric").EnumerateObject().ToDictionary(label => label.Name, label => label.Value.GetString()!);
            if (OwnSeries.Contains(labels["__name__"]))
            {
                continue;
            }

            labels.Remove("job", out var job);
            labels.Remove("instance");
            var spelled = string.Join(',', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{label.Key}={JsonSerializer.Serialize(label.Value)}"));
            byJob.TryAdd(job!, []);
            byJob[job!].Add($"{{{spelled}}} {ValueOf(result)}");
        }

        return byJob;
    }

    /// <summary>A number, or what a native histogram is made of.</summary>
    private static string ValueOf(JsonElement result) => result.TryGetProperty("value", out var value)
        ? value[1].GetString()!
        : result.GetProperty("histogram")[1].GetRawText();

    private async Task<JsonDocument> GetAsync(string path) => JsonDocument.Parse(await _client.GetByteArrayAsync(path));

    private void Stop()
    {
        if (_process is not null)
        {
            _process.Kill();
            _process.WaitForExit();
            _process.Dispose();
            _process = null;
        }
    }

    private static int FreePort()
    {
        using var probe = new TcpListener(IPAddress.Loopback, 0);
        probe.Start();
        return ((IPEndPoint)probe.LocalEndpoint).Port;
    }
}

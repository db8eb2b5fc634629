using System.Text.Json;

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>A Prometheus that scrapes every second, and what it found.</summary>
internal sealed class ScrapingPrometheus : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prometheus-");
    private readonly ReservedPort _port = new();
    private readonly RunningProgram _program;

    private ScrapingPrometheus(IEnumerable<string> jobs, params string[] features)
    {
        var configuration = $"global: {{scrape_interval: 1s, scrape_timeout: 1s}}\nscrape_configs:\n{string.Concat(jobs)}";
        _program = RunningProgram.Start(
            RealProgram.Prometheus.Command, PrometheusServer.Arguments(_folder.FullName, _port.Address, configuration, features));
    }

    public IReadOnlyCollection<string> Output => _program.Output;

    /// <summary>The configuration of a job.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="address">What it scrapes.</param>
    /// <param name="labels">Labels of the target, in YAML.</param>
    /// <param name="more">More of the configuration, in YAML.</param>
    public static string Job(string name, string address, string labels = "", string more = "") =>
        $"- {{job_name: {name}, static_configs: [{{targets: ['{address}'], labels: {{{labels}}}}}], {more}}}\n";

    /// <summary>The configuration of a job whose targets a list on the web names.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="url">Where the list is.</param>
    public static string DiscoveringJob(string name, string url) =>
        $"- {{job_name: {name}, http_sd_configs: [{{url: '{url}', refresh_interval: 1s}}]}}\n";

    /// <summary>Starts it.</summary>
    /// <param name="jobs">What <see cref="Job"/> and <see cref="DiscoveringJob"/> make.</param>
    public static Task<ScrapingPrometheus> StartAsync(params IEnumerable<string> jobs) => StartAsync(new ScrapingPrometheus(jobs));

    /// <summary>Starts one that stores native histograms, and so asks for protobuf before anything else.</summary>
    /// <param name="jobs">What <see cref="Job"/> and <see cref="DiscoveringJob"/> make.</param>
    public static Task<ScrapingPrometheus> StartWithNativeHistogramsAsync(params IEnumerable<string> jobs) =>
        StartAsync(new ScrapingPrometheus(jobs, "native-histograms"));

    private static async Task<ScrapingPrometheus> StartAsync(ScrapingPrometheus prometheus)
    {
        await prometheus._program.UntilAnsweredAsync($"http://{prometheus._port.Address}/-/ready");
        return prometheus;
    }

    /// <summary>How a job's last scrape went.</summary>
    public async Task<(string? Health, string? LastError)> TargetAsync(string job)
    {
        var targets = (await AskAsync("targets?state=active")).GetProperty("activeTargets").EnumerateArray();
        var target = Assert.Single(targets, target => target.GetProperty("scrapePool").GetString() == job);
        return (target.GetProperty("health").GetString(), target.GetProperty("lastError").GetString());
    }

    /// <summary>The labels of the series that a job has now.</summary>
    public async Task<List<Dictionary<string, string>>> SeriesAsync(string job) =>
    [
        .. (await AskAsync($$"""query?query={job="{{job}}"}"""))
            .GetProperty("result").EnumerateArray()
            .Select(series => series.GetProperty("metric").Deserialize<Dictionary<string, string>>()!),
    ];

    /// <summary>The latest samples of one metric of a job.</summary>
    public Task<List<(Dictionary<string, string> Labels, string Value)>> ValuesAsync(string metric, string job) =>
        EvaluateAsync($$"""{{metric}}{job="{{job}}"}""");

    /// <summary>What an expression gives now.</summary>
    public async Task<List<(Dictionary<string, string> Labels, string Value)>> EvaluateAsync(string expression) =>
    [
        .. (await AskAsync($"query?query={Uri.EscapeDataString(expression)}"))
            .GetProperty("result").EnumerateArray()
            .Select(series => (series.GetProperty("metric").Deserialize<Dictionary<string, string>>()!, series.GetProperty("value")[1].GetString()!)),
    ];

    public async ValueTask DisposeAsync()
    {
        await _program.DisposeAsync();
        _port.Dispose();
        _folder.Delete(recursive: true);
    }

    private async Task<JsonElement> AskAsync(string question)
    {
        using var answer = JsonDocument.Parse(await Http.GetAsync($"http://{_port.Address}/api/v1/{question}"));
        return answer.RootElement.GetProperty("data").Clone();
    }
}

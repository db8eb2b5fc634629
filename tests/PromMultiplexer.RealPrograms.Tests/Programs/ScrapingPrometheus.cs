using System.Text.Json;

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>A Prometheus that scrapes every second, and what it found.</summary>
internal sealed class ScrapingPrometheus : IAsyncDisposable
{
    private readonly DirectoryInfo _folder = Directory.CreateTempSubdirectory("prometheus-");
    private readonly ReservedPort _port = new();
    private readonly RunningProgram _program;

    private ScrapingPrometheus(InstalledPrometheus prometheus, IEnumerable<string> jobs, params IEnumerable<string> features)
    {
        var configuration = $"global: {{scrape_interval: 1s, scrape_timeout: 1s}}\nscrape_configs:\n{string.Concat(jobs)}";
        _program = RunningProgram.Start(
            prometheus.Command, PrometheusServer.Arguments(_folder.FullName, _port.Address, configuration, features));
    }

    /// <summary>What it complains about.</summary>
    public IEnumerable<string> Complaints => _program.Output.Where(line =>
        line.Contains("level=warn", StringComparison.OrdinalIgnoreCase) || line.Contains("level=error", StringComparison.OrdinalIgnoreCase));

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
    /// <param name="prometheus">Which one.</param>
    /// <param name="jobs">What <see cref="Job"/> and <see cref="DiscoveringJob"/> make.</param>
    /// <param name="features">Features that are off by default.</param>
    public static async Task<ScrapingPrometheus> StartAsync(InstalledPrometheus prometheus, IEnumerable<string> jobs, params IEnumerable<string> features)
    {
        var started = new ScrapingPrometheus(prometheus, jobs, features);
        await started._program.UntilAnsweredAsync($"http://{started._port.Address}/-/ready");
        return started;
    }

    /// <summary>How a job's last scrape went.</summary>
    public async Task<(string? Health, string? LastError)> TargetAsync(string job)
    {
        var targets = (await AskAsync("targets?state=active")).GetProperty("activeTargets").EnumerateArray();
        var target = targets.SingleOrDefault(target => target.GetProperty("scrapePool").GetString() == job);
        Assert.True(target.ValueKind == JsonValueKind.Object, $"no target of {job} yet");
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

    /// <summary>The latest samples of all of a job's series, native histograms among them, a line each, without what tells jobs and containers apart.</summary>
    public async Task<List<string>> SamplesAsync(string job) =>
    [
        .. (await AskAsync($$"""query?query={job="{{job}}"}"""))
            .GetProperty("result").EnumerateArray()
            .Select(series => $"{LabelsOf(series)} {(series.TryGetProperty("value", out var value) ? value : series.GetProperty("histogram"))[1].GetRawText()}")
            .Order(StringComparer.Ordinal),
    ];

    private static string LabelsOf(JsonElement series) => string.Join(
        ',', series.GetProperty("metric").EnumerateObject()
            .Where(label => label.Name is not ("job" or "instance" or "container"))
            .Select(label => $"{label.Name}={label.Value.GetRawText()}")
            .Order(StringComparer.Ordinal));

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

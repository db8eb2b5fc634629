namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>The sample Pod, which needs no programs of others.</summary>
public sealed class SamplePodTests
{
    private static readonly string[] Containers = ["shop", "checkout", "cache"];

    [Fact]
    public async Task Shows_and_serves_the_page_of_its_three_containers_until_it_is_stopped()
    {
        var port = FreePort();
        await using var pod = RunningProgram.Start("dotnet", Path.Combine(AppContext.BaseDirectory, "PromMultiplexer.SamplePod.dll"), $"--export_to={port}");
        await Eventually.PassesAsync(() => Task.Run(() => Assert.Contains("Ctrl+C stops.", pod.Output)));

        Assert.Contains(pod.Output, line => line == $"merged    http://localhost:{port}/metrics");
        Assert.All(Containers, container => Assert.Contains(
            pod.Output, line => line.StartsWith("  http_requests_total{", StringComparison.Ordinal) && line.Contains($"container=\"{container}\"", StringComparison.Ordinal)));

        var page = await Page.GetAsync($"http://localhost:{port}/metrics");
        Assert.Equal(Containers.Order(), page.Scraped.SelectMany(sample => sample.ValuesOf("container")).Distinct().Order());
        foreach (var family in (IEnumerable<string>)["http_requests_total", "http_request_duration_seconds_bucket", "process_start_time_seconds"])
        {
            Assert.All(Containers, container => Assert.Contains(page.Of(container), sample => sample.Name == family));
        }

        // Windows has no such signals.
        if (!OperatingSystem.IsWindows())
        {
            Assert.Equal(0, await pod.TerminateAsync());
        }
    }

    private static int FreePort()
    {
        using var port = new ReservedPort();
        return port.Number;
    }
}

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>What happens to the page when a container goes, and when the Pod does.</summary>
public sealed class LostContainerTests(Pod pod) : IClassFixture<Pod>
{
    // Longer than the interval of 200 ms, even on a busy machine, and shorter than the scrape timeout of 10 s: a container
    // that is gone is noticed because it refuses, not because time is over.
    private static readonly TimeSpan AnIntervalOrSo = TimeSpan.FromSeconds(5);

    [RealProgramFact]
    public async Task A_killed_container_leaves_the_page_and_comes_back_by_itself()
    {
        await pod.Node.KillAsync();
        await Eventually.PassesAsync(() => AssertUpAsync(pod.Node, expected: 0), AnIntervalOrSo);
        await AssertUpAsync(pod.Redis, expected: 1);
        await AssertUpAsync(pod.Prometheus, expected: 1);

        // The first scrape that fails may be one that the end of the container has cut short.
        await Eventually.PassesAsync(async () =>
        {
            var page = await Page.GetAsync(pod.Sidecar.Url);
            Assert.Contains(page.Samples, sample => sample is { Name: "multiplexer_container_failures_total", Value: not ("0" or "1") }
                && sample.ValuesOf("container").Contains(pod.Node.Name) && sample.ValuesOf("reason").Contains("refused"));
        });

        await pod.Node.StartAsync();
        await Eventually.PassesAsync(() => AssertUpAsync(pod.Node, expected: 1), AnIntervalOrSo);
        await AssertUpAsync(pod.Redis, expected: 1);
        await AssertUpAsync(pod.Prometheus, expected: 1);

        // However often it was refused, it is said once.
        Assert.Single(pod.Sidecar.Program.Output, line => line.Contains("container is down", StringComparison.Ordinal));
    }

    [RealProgramFact]
    public async Task SIGTERM_ends_the_sidecar_with_exit_code_0()
    {
        await using var sidecar = await Sidecar.StartAsync(pod.Redis.NameAndPort, pod.Prometheus.NameAndPort);

        Assert.Equal(0, await sidecar.Program.TerminateAsync());
        await Assert.ThrowsAsync<HttpRequestException>(() => Http.GetAsync(sidecar.Url));
    }

    // On one and the same page: what is said of the container, and its samples.
    private async Task AssertUpAsync(Exporter exporter, int expected)
    {
        var page = await Page.GetAsync(pod.Sidecar.Url);
        Assert.Equal(expected, page.Own("multiplexer_container_up", exporter.Name));
        Assert.Equal(expected == 1, page.Of(exporter.Name).Any());
    }
}

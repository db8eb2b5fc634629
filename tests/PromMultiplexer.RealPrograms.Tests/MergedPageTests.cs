using System.Diagnostics;

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>What the sidecar makes of the pages of real exporters.</summary>
public sealed class MergedPageTests(Pod pod) : IClassFixture<Pod>
{
    private const string Label = "container";

    [RealProgramFact]
    public async Task Every_sample_has_the_name_of_its_container_and_none_is_lost()
    {
        // A series may appear while the pages are fetched one after the other, but not time and again.
        await Eventually.PassesAsync(async () =>
        {
            var direct = await Task.WhenAll(pod.Exporters.Select(exporter => Page.GetAsync(exporter.Url)));
            var merged = await Page.GetAsync(pod.Sidecar.Url);

            Assert.All(merged.Scraped, sample => Assert.Single(sample.ValuesOf(Label)));
            foreach (var (exporter, page) in pod.Exporters.Zip(direct))
            {
                Assert.Equal(Series(page.Samples), Series(merged.Of(exporter.Name)));
                Assert.Equal(page.Samples.Count, merged.Own("multiplexer_scrape_samples", exporter.Name));
            }

            Assert.Equal(direct.Sum(page => page.Samples.Count), merged.Scraped.Count());
        });
    }

    [RealProgramFact]
    public async Task Values_are_spelled_as_the_container_spelled_them()
    {
        foreach (var exporter in pod.Exporters)
        {
            // Counters that did not move between a page before and a page after stood still on the page between.
            var before = await Page.GetAsync(exporter.Url);
            var between = await PageSinceAsync(before, exporter);
            var after = await Page.GetAsync(exporter.Url);

            var still = Counters(before).Intersect(Counters(after)).ToList();
            Assert.True(still.Count >= 10, $"Of the counters of {exporter.Name} only {still.Count} stood still.");
            Assert.Empty(still.Except(Counters(between, exporter.Name)));
        }
    }

    [RealProgramFact]
    public async Task Promtool_says_of_the_merged_page_what_it_says_of_the_containers_pages_and_no_more()
    {
        var merged = await CheckAsync(await Http.GetAsync(pod.Sidecar.Url));
        var direct = new List<string>();
        foreach (var exporter in pod.Exporters)
        {
            direct.AddRange(await CheckAsync(await Http.GetAsync(exporter.Url)));
        }

        Assert.Empty(merged.Except(direct));
    }

    // A merged page with a scrape of the container that came after `before`.
    private async Task<Page> PageSinceAsync(Page before, Exporter exporter)
    {
        Page? page = null;
        await Eventually.PassesAsync(async () =>
        {
            page = await Page.GetAsync(pod.Sidecar.Url);
            Assert.True(ScrapesOn(page.Of(exporter.Name)) > ScrapesOn(before.Samples));
        });
        return page!;

        double ScrapesOn(IEnumerable<PageSample> samples) => samples.Where(sample => sample.Name == exporter.Scrapes).Sum(sample => double.Parse(sample.Value));
    }

    private static IEnumerable<string> Series(IEnumerable<PageSample> samples) => samples.Select(sample => sample.SeriesWithout(Label)).Order(StringComparer.Ordinal);

    private static IEnumerable<string> Counters(Page page, string? container = null) =>
        (container is null ? page.Samples : page.Of(container)).Where(page.IsCounter).Select(sample => $"{sample.SeriesWithout(Label)} {sample.Value}");

    // What promtool has to say of names and units; an error, which it says of a page that it cannot read, fails the test.
    private static async Task<string[]> CheckAsync(string page)
    {
        const int Good = 0;
        const int Advice = 3;

        using var promtool = Process.Start(new ProcessStartInfo(RealProgram.Promtool.Command, ["check", "metrics"])
        {
            RedirectStandardInput = true,
            RedirectStandardError = true,
        })!;
        var advice = promtool.StandardError.ReadToEndAsync();
        await promtool.StandardInput.WriteAsync(page);
        promtool.StandardInput.Close();
        await promtool.WaitForExitAsync();
        Assert.True(promtool.ExitCode is Good or Advice, await advice);
        return (await advice).Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }
}

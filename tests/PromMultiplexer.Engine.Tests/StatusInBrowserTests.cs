namespace PromMultiplexer.Engine.Tests;

public sealed class StatusInBrowserTests
{
    [BrowserFact]
    public async Task It_fits_phones_and_desks_in_light_and_dark_and_the_browser_has_no_complaints()
    {
        var longName = string.Concat(Enumerable.Repeat("long_name_", 30));
        await using var web = FakeContainer.Serving($"# HELP x one\nx 1\n{longName} 2\n");
        await using var db = FakeContainer.Serving("# HELP x two\nx 2\n");
        await using var broken = FakeContainer.Serving($"b{{{longName}=\"<script>\"}} {longName}\n");
        await using var rig = await Rig.StartAsync(("web", web), ("db", db), ("broken", broken));
        await rig.GetPageAsync();
        var url = new Uri(rig.Client.BaseAddress!, "/").ToString();
        await using var browser = await Browser.StartAsync();

        foreach (var width in new[] { 320, 390, 768, 1280 })
        {
            foreach (var (scheme, paper, ink) in new[] { ("light", "rgb(246, 247, 249)", "rgb(27, 35, 48)"), ("dark", "rgb(17, 21, 27)", "rgb(228, 233, 240)") })
            {
                await browser.OpenAsync(url, width, scheme);

                Assert.Equal(paper, await browser.EvaluateAsync("getComputedStyle(document.body).backgroundColor"));
                Assert.Equal(ink, await browser.EvaluateAsync("getComputedStyle(document.body).color"));
                Assert.Equal($"{width}", await browser.EvaluateAsync("document.documentElement.scrollWidth"));
                Assert.Equal("3", await browser.EvaluateAsync("document.querySelectorAll('article').length"));
                Assert.Equal("broken", await browser.EvaluateAsync("document.querySelector('article.down h2').firstChild.textContent"));
            }
        }

        Assert.Equal("0", await browser.EvaluateAsync("document.scripts.length"));
        Assert.DoesNotContain(browser.Complaints, complaint => !complaint.Contains("404", StringComparison.Ordinal)); // a browser asks for a favicon
    }
}

using System.Net;
using System.Text.Json;

namespace PromMultiplexer.Engine.Tests;

public sealed class StatusTests
{
    [Theory]
    [InlineData("/", "*/*", "text/html; charset=utf-8")]
    [InlineData("/status", "text/html,application/xhtml+xml,*/*;q=0.8", "text/html; charset=utf-8")]
    [InlineData("/status?format=html", "application/json", "text/html; charset=utf-8")]
    [InlineData("/status?format=json", "text/html", "application/json; charset=utf-8")]
    [InlineData("/", "application/json", "application/json; charset=utf-8")]
    public async Task It_is_sent_as_what_is_asked_for_and_is_nobodys_to_keep_or_to_change(string path, string accept, string expected)
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(("web", web));

        var response = await rig.SendAsync(HttpMethod.Get, path, ("Accept", accept));

        Assert.Equal(HttpStatusCode.OK, response.StatusCode);
        Assert.Equal(
            $"""
            Cache-Control: no-store
            Content-Length: {response.Content.Headers.ContentLength}
            Content-Security-Policy: {StatusStyle.Policy}
            Content-Type: {expected}
            Referrer-Policy: no-referrer
            Vary: Accept
            X-Content-Type-Options: nosniff
            """,
            Rig.Headers(response));
        Assert.Matches("^default-src 'none'; style-src 'sha256-[A-Za-z0-9+/]{43}='; base-uri 'none'; form-action 'none'; frame-ancestors 'none'$", StatusStyle.Policy);
    }

    [Fact]
    public async Task It_tells_of_every_container_what_there_is_to_tell()
    {
        await using var web = FakeContainer.Serving("# TYPE x counter\n# HELP x one\nx{i=\"1\"} 1\nx{i=\"2\"} 2\ny 3\n");
        await using var db = FakeContainer.Serving("# TYPE x counter\n# HELP x two\nx 1\n");
        await using var broken = FakeContainer.Serving("a 1\nb{x=\"<b>&\"} 12,5\n");
        await using var hung = FakeContainer.Start(Answers.Hang());
        var options = Rig.Options with { ScrapeInterval = Rig.Never };
        await using var rig = await Rig.StartAsync(options, ("web", web), ("db", db), ("broken", broken), ("hung", hung));
        await (await rig.SendAsync(HttpMethod.Get, "/metrics", (ScrapeDeadline.Header, "0.5"))).Content.ReadAsStringAsync();

        using var json = JsonDocument.Parse(await rig.Client.GetStringAsync("/status?format=json"));
        var status = json.RootElement;
        Assert.Equal(2, status.GetProperty("up").GetInt32());
        Assert.Equal("/metrics", status.GetProperty("endpoint").GetString());
        var containers = status.GetProperty("containers").EnumerateArray().ToDictionary(container => container.GetProperty("name").GetString()!);
        Assert.Equal(["web", "db", "broken", "hung"], containers.Keys);
        Assert.Equal(
            ["up", "up", "down", "waiting"],
            containers.Values.Select(container => container.GetProperty("condition").GetString()));

        var ofWeb = containers["web"];
        Assert.Equal($"http://localhost:{web.Port}/metrics", ofWeb.GetProperty("url").GetString());
        Assert.Equal((3, 2, 56), (ofWeb.GetProperty("samples").GetInt32(), ofWeb.GetProperty("families").GetInt32(), ofWeb.GetProperty("body_bytes").GetInt32()));
        Assert.Equal("text 0.0.4", ofWeb.GetProperty("format").GetString());
        Assert.InRange(ofWeb.GetProperty("age_seconds").GetDouble(), 0, Patience.Long.TotalSeconds);
        Assert.InRange(ofWeb.GetProperty("duration_seconds").GetDouble(), 0, Patience.Long.TotalSeconds);
        Assert.InRange(ofWeb.GetProperty("last_scrape").GetDateTimeOffset(), rig.Multiplexer.StartTime, DateTimeOffset.UtcNow);
        Assert.Equal(
            "[(x, 2), (y, 1)]",
            $"[{string.Join(", ", ofWeb.GetProperty("largest_families").EnumerateArray().Select(family => $"({family.GetProperty("name")}, {family.GetProperty("samples")})"))}]");

        var error = containers["broken"].GetProperty("last_error");
        Assert.Equal(
            ("parse", "expected a number as the value", 2, 13, "12,5"),
            (error.GetProperty("reason").GetString(), error.GetProperty("text").GetString(), error.GetProperty("line").GetInt32(), error.GetProperty("column").GetInt32(), error.GetProperty("excerpt").GetString()));
        Assert.False(containers["hung"].TryGetProperty("last_scrape", out _));

        var conflict = Assert.Single(status.GetProperty("conflicts").EnumerateArray());
        Assert.Equal("""{"kind":"help","family":"x","container":"web","other":"db"}""", JsonSerializer.Serialize(conflict));

        var html = await rig.Client.GetStringAsync("/");
        Assert.Contains("<strong>2</strong> of 4 containers up", html, StringComparison.Ordinal);
        Assert.Contains("<strong>parse</strong> expected a number as the value</p>\n<p class=\"place\">line 2, column 13</p>\n<pre>12,5</pre>", html, StringComparison.Ordinal);
        Assert.Contains("<td class=\"family\">x</td><td>web, db</td><td>other HELP texts: the first is taken</td>", html, StringComparison.Ordinal);
        Assert.Contains("<a href=\"/metrics/web?raw\">", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<a href=\"/metrics/hung", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Nothing_that_a_container_says_becomes_part_of_the_document()
    {
        await using var web = FakeContainer.Serving("{\"</pre><script>alert(1)</script>\"} <img src=x onerror=alert(1)>\n");
        await using var db = FakeContainer.Serving("# TYPE \"<i>'\" counter\n{\"<i>'\"} 1\n");
        await using var rig = await Rig.StartAsync(("web", web), ("db", db));
        await rig.GetPageAsync();

        var html = await rig.Client.GetStringAsync("/");

        Assert.Contains("&lt;img src=x onerror=alert(1)&gt;", html, StringComparison.Ordinal);
        Assert.Contains("&lt;i&gt;&#x27;", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<img", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<script", html, StringComparison.Ordinal);
        Assert.DoesNotContain("<i>", html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Pieces_of_pages_can_be_left_out_of_errors_wherever_they_are_told()
    {
        await using var web = FakeContainer.Serving("a secret\n");
        await using var db = FakeContainer.Start(Answers.Page("b secret\n", contentType: null));
        await using var rig = await Rig.StartAsync(Rig.Options with { HideExcerpts = true }, ("web", web), ("db", db));
        await rig.GetPageAsync();

        var told = await rig.Client.GetStringAsync("/") + await rig.Client.GetStringAsync("/status?format=json")
            + await (await rig.SendAsync(HttpMethod.Get, "/metrics/web")).Content.ReadAsStringAsync()
            + string.Join('\n', rig.Log.Entries.SelectMany(entry => entry.Fields.Select(field => field.Value)));

        Assert.Contains("line 1, column 3", told, StringComparison.Ordinal);
        Assert.Contains("expected a number as the value", told, StringComparison.Ordinal);
        Assert.DoesNotContain("secret", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_container_that_is_back_keeps_its_last_failure_and_one_that_is_left_out_says_so()
    {
        await using var web = FakeContainer.Serving("# TYPE x counter\nx 1\n");
        await using var db = FakeContainer.Start(Answers.Status(500));
        var options = Rig.Options with { OnTypeConflict = Exposition.TypeConflict.Fail };
        await using var rig = await Rig.StartAsync(options, ("web", web), ("db", db));
        await rig.GetPageAsync();
        db.Answer = Answers.Page("y 1\n");
        await db.MoreRequests(2);

        Assert.Contains("<strong>status</strong> answered 500, expected 200", await rig.Client.GetStringAsync("/"), StringComparison.Ordinal);

        db.Answer = Answers.Page("# TYPE x gauge\nx 1\n");
        await db.MoreRequests(2);
        await rig.GetPageAsync();

        var html = await rig.Client.GetStringAsync("/");
        Assert.Contains("<span class=\"condition\">left out</span>", html, StringComparison.Ordinal);
        Assert.Contains("<strong>type_conflict</strong> x has another type than in web", html, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(0, "0\u00a0B")]
    [InlineData(1023, "1023\u00a0B")]
    [InlineData(1536, "1.5\u00a0KiB")]
    [InlineData(200 * 1024, "200\u00a0KiB")]
    [InlineData(3L << 40, "3072\u00a0GiB")]
    public void Sizes_are_spelled_for_people(long bytes, string expected) => Assert.Equal(expected, Spelled.Size(bytes));

    [Theory]
    [InlineData(-1, "0 s")]
    [InlineData(0.0042, "4.2 ms")]
    [InlineData(0.25, "250 ms")]
    [InlineData(12.34, "12.3 s")]
    [InlineData(3599, "59 min 59 s")]
    [InlineData(3600 * 5 + 61, "5 h 1 min")]
    [InlineData(86400 * 400.5, "400 d 12 h")]
    public void Times_are_spelled_for_people(double seconds, string expected) =>
        Assert.Equal(expected, Spelled.Time(TimeSpan.FromSeconds(seconds)).Replace('\u00a0', ' '));

    [Fact]
    public void Numbers_are_spelled_for_people() => Assert.Equal("1\u202f234\u202f567", Spelled.Number(1234567));
}

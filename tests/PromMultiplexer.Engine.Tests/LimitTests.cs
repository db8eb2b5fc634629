using System.Net;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine.Tests;

public sealed class LimitTests
{
    public static TheoryData<string, MultiplexerOptions, string> Cases => new()
    {
        { "sample_limit", With(new ExpositionLimits { Samples = 1 }), "2 samples, 1 are allowed" },
        { "family_limit", With(new ExpositionLimits { Families = 1 }), "2 families, 1 are allowed" },
        { "line_length_limit", With(new ExpositionLimits { LineLength = 10 }), "line 1, column 1: a line has 15 bytes, 10 are allowed, near \"a{xx=\"12345\"} 1\"" },
        { "label_limit", With(new ExpositionLimits { Labels = 1 }), "line 2, column 1: a sample has 2 labels, 1 are allowed, near \"b{x=\"1\",y=\"2\"} 1\"" },
        { "label_name_length_limit", With(new ExpositionLimits { LabelNameLength = 1 }), "line 1, column 1: the name of a label has 2 bytes, 1 are allowed, near \"a{xx=\"12345\"} 1\"" },
        { "label_value_length_limit", With(new ExpositionLimits { LabelValueLength = 4 }), "line 1, column 1: the value of a label has 5 bytes, 4 are allowed, near \"a{xx=\"12345\"} 1\"" },
        { "too_large", Rig.Options with { BodySizeLimit = 20 }, "the page is larger than 20 bytes" },
    };

    [Theory]
    [MemberData(nameof(Cases))]
    public async Task A_container_beyond_a_limit_is_down_for_that_reason_and_harms_nobody_else(string reason, MultiplexerOptions options, string text)
    {
        await using var web = FakeContainer.Serving("a{xx=\"12345\"} 1\nb{x=\"1\",y=\"2\"} 1\n");
        await using var db = FakeContainer.Serving("c 1\n");
        await using var rig = await Rig.StartAsync(options, ("web", web), ("db", db));

        var page = await rig.GetPageAsync();

        Assert.Equal("# TYPE c untyped\nc{container=\"db\"} 1\n", Rig.WithoutVitals(page));
        Assert.True(Rig.Value(page, $"multiplexer_container_failures_total{{container=\"web\",reason=\"{reason}\"}}") >= 1);
        Assert.Equal(0, Rig.Value(page, $"multiplexer_container_failures_total{{container=\"db\",reason=\"{reason}\"}}"));
        Assert.Equal($"{reason}: {text}", rig.Multiplexer.Containers[0].LastError?.ToString());
    }

    [Fact]
    public async Task A_line_of_a_million_labels_is_too_long()
    {
        var line = $"a{{{string.Join(',', Enumerable.Range(0, 1_000_000).Select(i => $"l{i}=\"{i}\""))}}} 1\n";
        await using var web = FakeContainer.Serving(line);
        await using var db = FakeContainer.Serving("c 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = Rig.Never }, ("web", web), ("db", db));

        Assert.Equal("# TYPE c untyped\nc{container=\"db\"} 1\n", await rig.GetContainersPageAsync());
        Assert.Equal(ScrapeFailure.LineLengthLimit, rig.Multiplexer.Containers[0].LastError?.Failure);
    }

    [Fact]
    public async Task One_request_more_than_the_limit_is_asked_to_come_again_but_a_probe_is_answered()
    {
        await using var web = FakeContainer.Start(Answers.Hang());
        await using var rig = await Rig.StartAsync(Rig.Options with { Limits = new ServerLimits { MaxRequests = 1 }, ScrapeInterval = TimeSpan.Zero }, ("web", web));
        using var impatience = new CancellationTokenSource();
        var waiting = rig.Client.GetAsync("/metrics", impatience.Token);
        await web.RequestsReach(1);

        var response = await rig.SendAsync(HttpMethod.Get, "/status");

        Assert.Equal(HttpStatusCode.ServiceUnavailable, response.StatusCode);
        Assert.Equal("Content-Length: 70\nContent-Type: text/plain; charset=utf-8\nRetry-After: 1", Rig.Headers(response));
        Assert.Equal("Too many requests are being answered already. Come again in a second.\n", await response.Content.ReadAsStringAsync());
        Assert.Equal("Ready.\n", await rig.Client.GetStringAsync("/-/ready"));

        await impatience.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => waiting);
        while ((await rig.SendAsync(HttpMethod.Get, "/status")).StatusCode != HttpStatusCode.OK)
        {
            await Task.Delay(10); // until the server has noticed that the first one is gone
        }
    }

    [Theory]
    [InlineData(4L << 20, 1L << 20)]
    [InlineData(32L << 20, 4L << 20)]
    [InlineData(21_810_380, 2_725_888)]
    [InlineData(1L << 30, 64L << 20)]
    [InlineData(1L << 40, 64L << 20)]
    public void The_largest_page_follows_from_the_memory_there_is(long memory, long expected) =>
        Assert.Equal(expected, MemoryBudget.BodySizeLimitIn(memory));

    private static MultiplexerOptions With(ExpositionLimits limits) => Rig.Options with { PageLimits = limits };
}

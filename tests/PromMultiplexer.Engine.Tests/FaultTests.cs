using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PromMultiplexer.Engine.Tests;

/// <summary>
/// Faults of containers and clients that are not failures of one scrape: those are in <see cref="ScrapeFailureTests"/>, and those of
/// single requests in <see cref="ServingTests"/>. Whatever happens, everybody else gets a whole page.
/// </summary>
public sealed class FaultTests
{
    private const string Good = "# TYPE good untyped\ngood{container=\"good\"} 1\n";

    public static TheoryData<string, byte[], string> OddPages => new()
    {
        { "a NUL byte in a name", "a\0b 1\n"u8.ToArray(), "parse" },
        { "a NUL byte in a label is a byte as any other", "a{x=\"\0\"} 1\n"u8.ToArray(), "" },
        { "invalid UTF-8 in a label", [.. "a{x=\""u8, 0xff, 0xfe, .. "\"} 1\n"u8], "parse" },
        { "nothing but line feeds", Encoding.ASCII.GetBytes(new string('\n', 100_000)), "" },
        { "a line without an end", Encoding.ASCII.GetBytes($"a{{x=\"{new string('x', 2_000_000)}"), "parse" },
        { "a series twice", "a{x=\"1\"} 1\na{x=\"1\"} 2\n"u8.ToArray(), "" },
        { "a label twice", "a{x=\"1\",x=\"2\"} 1\nb 1\n"u8.ToArray(), "" },
        { "names of our own", "# TYPE multiplexer_build_info counter\nmultiplexer_build_info 7\n"u8.ToArray(), "" },
    };

    [Theory]
    [MemberData(nameof(OddPages))]
    public async Task An_odd_page_harms_nobody_else(string about, byte[] page, string reason)
    {
        await using var good = FakeContainer.Serving("good 1\n");
        await using var odd = FakeContainer.Start(Answers.Body(page));
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = Rig.Never }, ("good", good), ("odd", odd));

        var merged = await rig.GetPageAsync();

        Assert.Contains(Good, merged, StringComparison.Ordinal);
        Assert.Equal(reason.Length == 0 ? 1 : 0, Rig.Value(merged, "multiplexer_container_up{container=\"odd\"}"));
        Assert.True(reason.Length == 0 || Rig.Value(merged, $"multiplexer_container_failures_total{{container=\"odd\",reason=\"{reason}\"}}") == 1, about);
        Assert.Equal(1, Rig.Value(merged, "multiplexer_container_up{container=\"good\"}"));
    }

    [Fact]
    public async Task A_page_that_drips_in_ends_with_the_timeout()
    {
        await using var good = FakeContainer.Serving("good 1\n");
        await using var drip = FakeContainer.Start(async connection =>
        {
            await connection.SendAsync("HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Length: 100000\r\n\r\n");
            while (true)
            {
                await connection.SendAsync("#");
                await Task.Delay(10, connection.Closed); // that is what dripping is
            }
        });
        await using var rig = await Rig.StartAsync(Rig.Options with
        {
            Targets = [new Target("good", good.Port), new Target("drip", drip.Port) { ScrapeTimeout = TimeSpan.FromMilliseconds(300) }],
        });

        Assert.Equal(Good, await rig.GetContainersPageAsync());
        Assert.Equal(ScrapeFailure.Timeout, rig.Multiplexer.Containers[1].LastError?.Failure);
    }

    [Fact]
    public async Task More_than_was_announced_is_not_part_of_the_page_nor_of_the_next()
    {
        await using var odd = FakeContainer.Start(Answers.Raw("HTTP/1.1 200 OK\r\nContent-Type: text/plain; version=0.0.4\r\nContent-Length: 4\r\n\r\na 1\nb 2\n"));
        await using var rig = await Rig.StartAsync(("odd", odd));
        await odd.RequestsReach(3);

        Assert.Equal("# TYPE a untyped\na{container=\"odd\"} 1\n", await rig.GetContainersPageAsync());
    }

    [Fact]
    public async Task A_client_whose_headers_drip_is_cut_off_and_others_are_answered()
    {
        await using var good = FakeContainer.Serving("good 1\n");
        var limits = new ServerLimits { RequestHeadersTimeout = TimeSpan.FromMilliseconds(500) };
        await using var rig = await Rig.StartAsync(Rig.Options with { Limits = limits }, ("good", good));
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, rig.Multiplexer.Port);
        var stream = client.GetStream();
        await stream.WriteAsync("GET /metrics HTTP/1.1\r\nHost: x\r\n"u8.ToArray());
        var answer = new StreamReader(stream).ReadToEndAsync();

        try
        {
            for (var i = 0; !answer.IsCompleted; i++)
            {
                await stream.WriteAsync(Encoding.ASCII.GetBytes($"X-{i}: "));
                await Task.WhenAny(answer, Task.Delay(50)); // that is what dripping is
                await stream.WriteAsync("x\r\n"u8.ToArray());
                Assert.True(i < 600, "It was never cut off.");
            }

            Assert.StartsWith("HTTP/1.1 408 ", await answer, StringComparison.Ordinal);
        }
        catch (IOException)
        {
            // The server may also end it with RST.
        }

        Assert.Equal(Good, await rig.GetContainersPageAsync());
    }

    [Fact]
    public async Task Requests_in_a_row_are_answered_in_their_order()
    {
        await using var good = FakeContainer.Serving("good 1\n");
        await using var rig = await Rig.StartAsync(("good", good));
        await rig.GetPageAsync();
        using var client = new TcpClient();
        await client.ConnectAsync(IPAddress.Loopback, rig.Multiplexer.Port);
        var stream = client.GetStream();

        await stream.WriteAsync(Encoding.ASCII.GetBytes(
            "GET /metrics/good HTTP/1.1\r\nHost: x\r\n\r\nGET /nothing HTTP/1.1\r\nHost: x\r\n\r\nHEAD /metrics HTTP/1.1\r\nHost: x\r\n\r\n"
                + "GET /-/ready HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n"));
        var answers = await new StreamReader(stream).ReadToEndAsync().WaitAsync(Patience.Long);

        Assert.Equal(["200", "404", "200", "200"], answers.Split("HTTP/1.1 ").Skip(1).Select(answer => answer[..3]));
        Assert.EndsWith("Ready.\n", answers, StringComparison.Ordinal);
    }
}

using System.Diagnostics;
using System.Net;
using System.Net.Sockets;

namespace PromMultiplexer.Engine.Tests;

/// <summary>What is counted here is the whole process's, so that nothing else may run beside it.</summary>
[Collection(nameof(Alone))]
public sealed class LeakTests
{
    private const string Good = "# TYPE good untyped\ngood{container=\"good\"} 1\n";

    [Fact]
    public async Task Containers_that_flap_and_clients_that_break_off_leave_nothing_behind()
    {
        await using var good = FakeContainer.Serving("good 1\n");
        await using var flapping = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { ScrapeInterval = TimeSpan.FromMilliseconds(2) }, ("good", good), ("flapping", flapping));
        Answer[] moods =
        [
            Answers.Page("a 1\n"), Answers.Status(500), Answers.RawThenReset("HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\na"), Answers.Raw("what"),
            Answers.Gzip("a 2\n"), Answers.Page("a 1"), Answers.Page("broken"), Answers.Raw(""),
        ];
        await FlapAsync(20);
        var (handles, threads) = Count();
        var memory = Memory();

        await FlapAsync(150);

        // A few come and go; what leaks, leaks with every one of thousands of scrapes and requests.
        var (handlesAfter, threadsAfter) = Count();
        Assert.InRange(handlesAfter, 0, handles + 30);
        Assert.InRange(threadsAfter, 0, threads + 20);
        Assert.InRange(Memory(), 0, memory + (8 << 20));
        Assert.Contains(Good, await rig.GetPageAsync(), StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Log.Entries, entry => entry.Level == LogLevel.Error);

        async Task FlapAsync(int times)
        {
            for (var i = 0; i < times; i++)
            {
                flapping.Answer = moods[i % moods.Length];
                await flapping.MoreRequests(2);
                Assert.Contains(Good, await rig.GetPageAsync(), StringComparison.Ordinal);
                using var client = new TcpClient();
                await client.ConnectAsync(IPAddress.Loopback, rig.Multiplexer.Port);
                await client.GetStream().WriteAsync("GET /metrics HTTP/1.1\r\nHost: x\r\n\r\n"u8.ToArray());
                client.LingerState = new LingerOption(enable: i % 2 == 0, seconds: 0);
            }
        }

        static (int Handles, int Threads) Count()
        {
            using var self = Process.GetCurrentProcess();
            return (OperatingSystem.IsLinux() ? Directory.GetFiles("/proc/self/fd").Length : self.HandleCount, self.Threads.Count);
        }

        static long Memory() => GC.GetTotalMemory(forceFullCollection: true);
    }
}

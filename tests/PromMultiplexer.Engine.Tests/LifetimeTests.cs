using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace PromMultiplexer.Engine.Tests;

public sealed class LifetimeTests
{
    [Fact]
    public async Task Stopping_finishes_what_is_in_flight_and_takes_nothing_new()
    {
        var gate = new TaskCompletionSource();
        await using var web = FakeContainer.Start(Answers.After(gate.Task, Answers.Page("a 1\n")));
        await using var rig = await Rig.StartAsync(Rig.Options with { DrainTimeout = Patience.Long }, ("web", web));
        var port = rig.Multiplexer.Port;
        var inFlight = rig.GetPageAsync(); // waits for the first scrape
        await web.RequestsReach(1);
        Assert.Equal("Ready.\n", await rig.Client.GetStringAsync("/-/ready")); // so that the request before it has surely arrived
        var stopping = rig.Multiplexer.StopAsync();
        Assert.Equal(MultiplexerState.Stopping, rig.Multiplexer.State);

        await WaitUntilRefusedAsync(port);
        Assert.False(stopping.IsCompleted);
        gate.SetResult();

        Assert.Contains("a{container=\"web\"} 1\n", await inFlight);
        await stopping;
        Assert.Equal(MultiplexerState.Stopped, rig.Multiplexer.State);
        Assert.True(rig.Multiplexer.Completion.IsCompletedSuccessfully);

        // What was broken off may have been sent already, and arrive only now.
        await Task.Delay(100); // five intervals
        var scrapes = web.Requests.Count;
        await Task.Delay(100);
        Assert.Equal(scrapes, web.Requests.Count);
    }

    [Fact]
    public async Task Draining_ends_with_its_timeout()
    {
        await using var web = FakeContainer.Start(Answers.Hang());
        await using var rig = await Rig.StartAsync(Rig.Options with { DrainTimeout = TimeSpan.FromMilliseconds(200) }, ("web", web));
        var inFlight = rig.GetPageAsync();
        await web.RequestsReach(1);
        Assert.Equal("Ready.\n", await rig.Client.GetStringAsync("/-/ready"));

        var start = Stopwatch.GetTimestamp();
        await rig.Multiplexer.StopAsync();

        Assert.InRange(Stopwatch.GetElapsedTime(start), TimeSpan.FromMilliseconds(150), Patience.Long);
        await Assert.ThrowsAsync<HttpRequestException>(() => inFlight);
    }

    [Fact]
    public async Task Draining_can_be_cut_short()
    {
        await using var web = FakeContainer.Start(Answers.Hang());
        await using var rig = await Rig.StartAsync(Rig.Options with { DrainTimeout = Rig.Never }, ("web", web));
        var inFlight = rig.GetPageAsync();
        await web.RequestsReach(1);
        Assert.Equal("Ready.\n", await rig.Client.GetStringAsync("/-/ready"));

        await rig.Multiplexer.StopAsync(new CancellationToken(canceled: true));

        Assert.Equal(MultiplexerState.Stopped, rig.Multiplexer.State);
        await Assert.ThrowsAsync<HttpRequestException>(() => inFlight);
    }

    [Fact]
    public async Task Stopping_twice_is_stopping_once()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(("web", web));

        await Task.WhenAll(Enumerable.Range(0, 5).Select(_ => rig.Multiplexer.StopAsync()));
        await rig.Multiplexer.DisposeAsync();

        Assert.Single(rig.Log.With("stopped"));
    }

    [Fact]
    public async Task A_port_that_is_taken_is_said_in_one_line()
    {
        using var taken = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        taken.Bind(new IPEndPoint(IPAddress.Loopback, 0));
        taken.Listen();
        var port = ((IPEndPoint)taken.LocalEndPoint!).Port;
        await using var web = FakeContainer.Serving("a 1\n");

        foreach (var address in new[] { "127.0.0.1", "localhost", null })
        {
            var options = Rig.Options with { ListenAddress = address, ExportTo = port };
            var refused = await Assert.ThrowsAsync<MultiplexerStartException>(() => Rig.StartAsync(options, ("web", web)));

            Assert.Equal(MultiplexerStartError.PortInUse, refused.Error);
            Assert.Equal($"Port {port} is in use already.", refused.Message);
            Assert.Equal("Stop the program that listens there, or export to another port.", refused.Remedy);
        }

        Assert.Empty(web.Requests);
    }

    [Theory]
    [InlineData("")]
    [InlineData("1")]
    [InlineData("127.1")]
    [InlineData("[127.0.0.1]")]
    [InlineData("256.0.0.1")]
    [InlineData("example.org")]
    [InlineData("127.0.0.1:80")]
    public async Task An_address_that_is_none_is_refused(string address)
    {
        var options = Rig.Options with { ListenAddress = address, Targets = [new Target("web", 1)] };
        var refused = await Assert.ThrowsAsync<MultiplexerStartException>(() => Rig.StartAsync(options));

        Assert.Equal(MultiplexerStartError.AddressInvalid, refused.Error);
        Assert.Equal($"\"{address}\" is not an address to listen on.", refused.Message);
    }

    [Fact]
    public async Task An_address_of_another_machine_is_refused()
    {
        var options = Rig.Options with { ListenAddress = "192.0.2.1", Targets = [new Target("web", 1)] };
        var refused = await Assert.ThrowsAsync<MultiplexerStartException>(() => Rig.StartAsync(options));

        Assert.Equal(MultiplexerStartError.AddressNotAvailable, refused.Error);
        Assert.Equal("This machine has no address 192.0.2.1.", refused.Message);
        Assert.Equal("Listen on an address of this machine, or on all of them: *.", refused.Remedy);
    }

    [Theory]
    [InlineData("127.0.0.1", "127.0.0.1")]
    [InlineData("localhost", "127.0.0.1")]
    [InlineData("LOCALHOST", "127.0.0.1")]
    [InlineData("0.0.0.0", "127.0.0.1")]
    [InlineData(null, "127.0.0.1")]
    public Task Addresses_can_be_listened_on(string? address, string reachedAt) => IsReachedAsync(address, reachedAt);

    [IPv6Theory]
    [InlineData("::1", "[::1]")]
    [InlineData("[::1]", "[::1]")]
    [InlineData("::", "127.0.0.1")]
    [InlineData("::", "[::1]")]
    [InlineData(null, "[::1]")]
    public Task Addresses_of_IPv6_can_be_listened_on(string? address, string reachedAt) => IsReachedAsync(address, reachedAt);

    private static async Task IsReachedAsync(string? address, string reachedAt)
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var rig = await Rig.StartAsync(Rig.Options with { ListenAddress = address }, ("web", web));

        Assert.Equal("Ready.\n", await rig.Client.GetStringAsync($"http://{reachedAt}:{rig.Multiplexer.Port}/-/ready"));
        Assert.Contains("a{", await rig.Client.GetStringAsync(rig.Multiplexer.Url));
        Assert.EndsWith($":{rig.Multiplexer.Port}", Assert.Single(rig.Multiplexer.Addresses));
    }

    [Fact]
    public async Task Localhost_with_a_port_is_both_loopback_addresses()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        var port = await FreePortAsync();
        await using var rig = await Rig.StartAsync(Rig.Options with { ListenAddress = "localhost", ExportTo = port }, ("web", web));

        Assert.Equal(port, rig.Multiplexer.Port);
        Assert.Equal("Ready.\n", await rig.Client.GetStringAsync($"http://127.0.0.1:{port}/-/ready"));
        if (Socket.OSSupportsIPv6)
        {
            Assert.Equal("Ready.\n", await rig.Client.GetStringAsync($"http://[::1]:{port}/-/ready"));
        }
    }

    public static TheoryData<MultiplexerOptions, string> BadOptions { get; } = new()
    {
        { Rig.Options, "There is no container to scrape." },
        { Rig.Options with { Targets = [new("a", 1), new("a", 2)] }, "A container is named twice." },
        { Rig.Options with { Targets = [new("a", 0)] }, "Container a cannot be scraped on port 0 and path /metrics." },
        { Rig.Options with { Targets = [new("a", 65536)] }, "Container a cannot be scraped on port 65536 and path /metrics." },
        { Rig.Options with { Targets = [new("a", 1, "x")] }, "Container a cannot be scraped on port 1 and path x." },
        { Rig.Options with { Targets = [new("a", 1, "/x")], Endpoint = "metrics" }, "The endpoint metrics is not a path." },
        { Rig.Options with { Targets = [new("a", 1)], ExportTo = 65536 }, "There is no port 65536." },
        { Rig.Options with { Targets = [new("a", 1)], ContainerLabel = "le" }, "\"le\" cannot be the name of the container label." },
        { Rig.Options with { Targets = [new("a", 1)], ScrapeInterval = TimeSpan.FromSeconds(-1) }, "The scrape interval of -00:00:01 is out of range." },
        { Rig.Options with { Targets = [new("a", 1)], ScrapeTimeout = TimeSpan.FromDays(50) }, "The scrape timeout of 50.00:00:00 is out of range." },
        { Rig.Options with { Targets = [new("a", 1)], BodySizeLimit = 0 }, "The body size limit is not positive." },
        { Rig.Options with { Targets = [new("a", 1)], DrainTimeout = TimeSpan.FromSeconds(-1) }, "A time is negative or too long." },
        { Rig.Options with { Targets = [new("a", 1)], Limits = new() { MaxConnections = 0 } }, "A limit of the server is not positive." },
    };

    [Theory]
    [MemberData(nameof(BadOptions), DisableDiscoveryEnumeration = true)]
    public async Task Options_that_cannot_be_followed_are_refused(MultiplexerOptions options, string expected)
    {
        var refused = await Assert.ThrowsAsync<MultiplexerStartException>(() => Rig.StartAsync(options));

        Assert.Equal(MultiplexerStartError.OptionInvalid, refused.Error);
        Assert.Equal(expected, refused.Message);
        Assert.NotEmpty(refused.Remedy);
    }

    [Fact]
    public async Task Several_multiplexers_in_one_process_do_not_meet()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Serving("b 1\n");
        await using var first = await Rig.StartAsync(Rig.Options with { ContainerLabel = "one" }, ("x", web));
        var second = await Rig.StartAsync(Rig.Options with { ContainerLabel = "two" }, ("x", db));

        Assert.Equal("# TYPE a untyped\na{one=\"x\"} 1\n", await first.GetContainersPageAsync());
        Assert.Equal("# TYPE b untyped\nb{two=\"x\"} 1\n", await second.GetContainersPageAsync());
        Assert.DoesNotContain("two=", await first.GetPageAsync());

        await second.DisposeAsync();
        await web.MoreRequests(2);
        Assert.Equal(1, await first.GetValueAsync("multiplexer_container_up{one=\"x\"}"));
    }

    [Fact]
    public async Task A_start_that_is_cancelled_leaves_nothing_behind()
    {
        await using var web = FakeContainer.Serving("a 1\n");
        var options = Rig.Options with { ExportTo = await FreePortAsync(), Targets = [new Target("web", web.Port)] };

        await Assert.ThrowsAnyAsync<OperationCanceledException>(
            () => Multiplexer.StartAsync(options, new RecordingSink(), cancellationToken: new CancellationToken(canceled: true)));

        Assert.Empty(web.Requests);
        await WaitUntilRefusedAsync(options.ExportTo);
    }

    [SignalFact]
    public async Task A_signal_to_end_is_received_and_does_not_end_the_process()
    {
        using var signal = new TerminationSignal();
        Assert.Equal(0, Kill(Environment.ProcessId, 15));

        Assert.Equal(PosixSignal.SIGTERM, await signal.Received.WaitAsync(Patience.Long));
    }

    [Fact]
    public void The_native_heap_can_be_told_to_keep_small() =>
        Assert.Equal(OperatingSystem.IsLinux() && !RuntimeInformation.RuntimeIdentifier.Contains("musl"), NativeHeap.KeepSmall());

    [Fact]
    public void Housekeeping_collects_what_is_old_and_unused()
    {
        var unused = GrowOld();
        var collections = GC.CollectionCount(GC.MaxGeneration);

        Housekeeping.CleanUp();

        Assert.False(unused.IsAlive);
        Assert.InRange(GC.CollectionCount(GC.MaxGeneration), collections + 1, int.MaxValue);

        [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
        static WeakReference GrowOld()
        {
            var old = new object();
            GC.Collect();
            GC.Collect();
            GC.KeepAlive(old);
            return new WeakReference(old);
        }
    }

    [DllImport("libc", EntryPoint = "kill")]
    private static extern int Kill(int process, int signal);

    private static async Task<int> FreePortAsync()
    {
        await using var container = FakeContainer.Serving("");
        return container.Port;
    }

    private static async Task WaitUntilRefusedAsync(int port)
    {
        using var patience = new CancellationTokenSource(Patience.Long);
        while (true)
        {
            using var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
            try
            {
                await socket.ConnectAsync(IPAddress.Loopback, port, patience.Token);
            }
            catch (SocketException)
            {
                return;
            }
        }
    }
}

using System.Net.Sockets;
using System.Text;

namespace PromMultiplexer.Engine.Tests;

public sealed class DiscoveryTests
{
    [Theory]
    [InlineData("GET /sd HTTP/1.1\r\nHost: pod.example:1234\r\nConnection: close\r\n\r\n", "pod.example:1234")]
    [InlineData("GET /sd HTTP/1.1\r\nHost: [::1]:80\r\nConnection: close\r\n\r\n", "[::1]:80")]
    [InlineData("GET /sd HTTP/1.1\r\nHost:\r\nConnection: close\r\n\r\n", null)]
    [InlineData("GET /sd HTTP/1.0\r\n\r\n", null)]
    public async Task Every_container_is_a_target_where_the_asker_reaches_us(string request, string? address)
    {
        await using var web = FakeContainer.Serving("a 1\n");
        await using var db = FakeContainer.Dead();
        await using var rig = await Rig.StartAsync(Rig.Options with { Endpoint = "/own/", ContainerLabel = "pod_container" }, ("web", web), ("db", db));
        address ??= $"127.0.0.1:{rig.Multiplexer.Port}";

        using var client = new TcpClient();
        await client.ConnectAsync("127.0.0.1", rig.Multiplexer.Port);
        await client.GetStream().WriteAsync(Encoding.ASCII.GetBytes(request));
        var answer = await new StreamReader(client.GetStream()).ReadToEndAsync().WaitAsync(Patience.Long);

        Assert.Contains("\r\nContent-Type: application/json; charset=utf-8\r\n", answer, StringComparison.Ordinal);
        Assert.Equal(
            $"[{Target("web")},{Target("db")}]",
            answer[(answer.IndexOf("\r\n\r\n", StringComparison.Ordinal) + 4)..]);

        string Target(string container) =>
            $"{{\"targets\":[\"{address}\"],\"labels\":{{\"__metrics_path__\":\"/own/{container}\",\"__param_unlabeled\":\"true\",\"pod_container\":\"{container}\"}}}}";
    }

    [Fact]
    public void Where_we_are_reached_over_TLS_the_targets_say_so()
    {
        var options = new MultiplexerOptions { Targets = [new Target("web", 80)] };
        var container = new Container(options.Targets[0], options, new SnapshotPool(3), new ChangeCounter(), new MultiplexerVitals(options), new Log(new RecordingSink()));

        Assert.Equal(
            """[{"targets":["pod:1"],"labels":{"__scheme__":"https","__metrics_path__":"/metrics/web","__param_unlabeled":"true","container":"web"}}]""",
            Encoding.UTF8.GetString(Discovery.Write("https", "pod:1", options, [container]).Span));
    }
}

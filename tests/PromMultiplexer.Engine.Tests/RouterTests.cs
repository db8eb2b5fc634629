namespace PromMultiplexer.Engine.Tests;

public sealed class RouterTests
{
    [Theory]
    [InlineData("/metrics", "/metrics", "MergedPage")]
    [InlineData("/metrics", "/metrics/", "MergedPage")]
    [InlineData("/metrics", "/metrics//", "None")]
    [InlineData("/metrics", "/metricsx", "None")]
    [InlineData("/metrics", "/Metrics", "None")]
    [InlineData("/metrics", "/", "Status")]
    [InlineData("/metrics", "", "None")]
    [InlineData("/metrics", "*", "None")]
    [InlineData("/metrics", "/metrics/web", "ContainerPage")]
    [InlineData("/metrics", "/metrics/web/", "ContainerPage")]
    [InlineData("/metrics", "/metrics/Web", "UnknownContainer")]
    [InlineData("/metrics", "/metrics/web/x", "None")]
    [InlineData("/metrics", "/-/healthy", "Healthy")]
    [InlineData("/metrics", "/-/ready/", "Ready")]
    [InlineData("/metrics", "/-/other", "None")]
    [InlineData("/metrics/", "/metrics", "MergedPage")]
    [InlineData("/metrics/", "/metrics/web", "ContainerPage")]
    [InlineData("/a/b%20c", "/a/b c", "MergedPage")]
    [InlineData("/a/b%20c", "/a/b c/web", "ContainerPage")]
    [InlineData("/metrics", "/status", "Status")]
    [InlineData("/", "/status", "Status")]
    [InlineData("/metrics", "/sd", "Discovery")]
    [InlineData("/metrics", "/sd/", "Discovery")]
    [InlineData("/", "/", "MergedPage")]
    [InlineData("/", "/web", "ContainerPage")]
    [InlineData("/", "/-/healthy", "Healthy")]
    [InlineData("/", "/other", "UnknownContainer")]
    [InlineData("/", "/a/b", "None")]
    public void Paths_lead_where_they_should(string endpoint, string path, string expected)
    {
        var options = new MultiplexerOptions { Targets = [new Target("web", 80)] };
        var container = new Container(options.Targets[0], options, new SnapshotPool(3), new ChangeCounter(), new MultiplexerVitals(options), new Log(new RecordingSink()));

        var route = new Router(endpoint, [container]).Match(path);

        Assert.Equal(expected, route.Kind.ToString());
        Assert.Equal(expected == "ContainerPage", route.Container == container);
    }
}

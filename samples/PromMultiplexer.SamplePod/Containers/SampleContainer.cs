using Prometheus;

namespace PromMultiplexer.SamplePod;

/// <summary>A container of the sample Pod: a program with metrics of its own, which move whenever it works.</summary>
internal abstract class SampleContainer
{
    private readonly CollectorRegistry _registry = Prometheus.Metrics.NewCustomRegistry();

    protected SampleContainer()
    {
        Metrics = Prometheus.Metrics.WithCustomRegistry(_registry);

        // process_* and dotnet_*, as every program with prometheus-net has them: the same families in each container.
        DotNetStats.Register(_registry);
    }

    public abstract string Name { get; }

    protected IMetricFactory Metrics { get; }

    /// <summary>Does a bit of what such a container does.</summary>
    public abstract void Work(Random random);

    /// <summary>Makes the exporter that serves the container's metrics on <paramref name="port"/>. It is not started yet.</summary>
    public MetricServer CreateExporter(int port) => new("localhost", port, registry: _registry);
}

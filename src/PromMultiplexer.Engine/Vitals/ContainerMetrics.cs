using Prometheus;

namespace PromMultiplexer.Engine;

/// <summary>The metrics that every container has. They carry the configured label, as the container's samples do.</summary>
internal sealed class ContainerMetrics
{
    public ContainerMetrics(IMetricFactory metrics, string label)
    {
        // A container label of that name wins, as it does on the containers' samples.
        var reason = label == "reason" ? "exported_reason" : "reason";

        Up = metrics.CreateGauge("multiplexer_container_up", "Whether the last scrape of the container was good and in time.", [label]);
        Failures = metrics.CreateCounter("multiplexer_container_failures_total", "Scrapes of the container that failed.", [label, reason]);
        Age = metrics.CreateGauge("multiplexer_container_age_seconds", "How old the container's samples are.", [label]);
        Duration = metrics.CreateGauge("multiplexer_scrape_duration_seconds", "How long the last scrape of the container took.", [label]);
        Samples = metrics.CreateGauge("multiplexer_scrape_samples", "The samples of the container on the merged page.", [label]);
        Fallback = metrics.CreateGauge(
            "multiplexer_scrape_fallback", "Whether the container's page is read in the fallback format, because it does not say what it is.", [label]);
        BodyBytes = metrics.CreateGauge("multiplexer_scrape_body_bytes", "The size of the container's page, decompressed.", [label]);
    }

    public Gauge Up { get; }

    public Counter Failures { get; }

    public Gauge Age { get; }

    public Gauge Duration { get; }

    public Gauge Samples { get; }

    public Gauge BodyBytes { get; }

    public Gauge Fallback { get; }

    public ContainerVitals For(string container) => new(this, container);
}

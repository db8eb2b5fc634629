using Prometheus;

namespace PromMultiplexer.SamplePod;

/// <summary>The metrics of whatever answers HTTP. All containers of the Pod have these families.</summary>
internal sealed class HttpTraffic(IMetricFactory metrics)
{
    private readonly Counter _requests = metrics.CreateCounter("http_requests_total", "Requests answered.", ["method", "code"]);

    private readonly Histogram _durations = metrics.CreateHistogram(
        "http_request_duration_seconds",
        "How long requests took.",
        new HistogramConfiguration { Buckets = [0.005, 0.01, 0.05, 0.1, 0.5, 1] });

    public void Answer(string method, Random random)
    {
        var code = random.Next(50) == 0 ? "500" : "200";
        _requests.WithLabels(method, code).Inc();
        _durations.Observe(Math.Pow(random.NextDouble(), 4));
    }
}

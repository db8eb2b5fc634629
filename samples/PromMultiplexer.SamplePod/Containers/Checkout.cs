using Prometheus;

namespace PromMultiplexer.SamplePod;

/// <summary>The checkout: orders queue until they are paid.</summary>
internal sealed class Checkout : SampleContainer
{
    private static readonly string[] Methods = ["card", "invoice", "voucher"];

    private readonly HttpTraffic _traffic;
    private readonly Gauge _queue;
    private readonly Counter _payments;
    private readonly Histogram _amounts;

    public Checkout()
    {
        _traffic = new HttpTraffic(Metrics);
        _queue = Metrics.CreateGauge("checkout_queue_length", "Orders that wait to be paid.");
        _payments = Metrics.CreateCounter("checkout_payments_total", "Payments made.", ["method"]);
        _amounts = Metrics.CreateHistogram(
            "checkout_payment_euros",
            "What the payments came to.",
            new HistogramConfiguration { Buckets = Histogram.ExponentialBuckets(10, 2, 6) });
    }

    public override string Name => "checkout";

    public override void Work(Random random)
    {
        _queue.Inc(random.Next(2));
        if (_queue.Value > random.Next(4))
        {
            _traffic.Answer("POST", random);
            _queue.Dec();
            _payments.WithLabels(Methods[random.Next(Methods.Length)]).Inc();
            _amounts.Observe(5 + (random.NextDouble() * 300));
        }
    }
}

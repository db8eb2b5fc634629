using Prometheus;

namespace PromMultiplexer.SamplePod;

/// <summary>The web shop: people look at things and put some of them into carts.</summary>
internal sealed class Shop : SampleContainer
{
    private readonly HttpTraffic _traffic;
    private readonly Gauge _openCarts;
    private readonly Counter _orders;

    public Shop()
    {
        _traffic = new HttpTraffic(Metrics);
        _openCarts = Metrics.CreateGauge("shop_open_carts", "Carts with something in them.");
        _orders = Metrics.CreateCounter("shop_orders_total", "Orders placed.");
    }

    public override string Name => "shop";

    public override void Work(Random random)
    {
        _traffic.Answer("GET", random);
        if (random.Next(3) == 0)
        {
            _openCarts.Inc();
        }
        else if (_openCarts.Value > 0 && random.Next(3) == 0)
        {
            _traffic.Answer("POST", random);
            _openCarts.Dec();
            _orders.Inc();
        }
    }
}

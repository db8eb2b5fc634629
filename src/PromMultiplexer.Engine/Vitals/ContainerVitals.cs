using Prometheus;

namespace PromMultiplexer.Engine;

/// <summary>The metrics of one container, looked up once.</summary>
internal sealed class ContainerVitals
{
    private readonly Gauge.Child _up;
    private readonly Gauge.Child _age;
    private readonly Gauge.Child _duration;
    private readonly Gauge.Child _samples;
    private readonly Gauge.Child _bodyBytes;
    private readonly Gauge.Child _fallback;
    private readonly Counter.Child[] _failures;
    private bool _isOnPage;

    public ContainerVitals(ContainerMetrics metrics, string container)
    {
        _up = metrics.Up.WithLabels(container);
        _age = metrics.Age.WithLabels(container);
        _duration = metrics.Duration.WithLabels(container);
        _samples = metrics.Samples.WithLabels(container);
        _bodyBytes = metrics.BodyBytes.WithLabels(container);
        _fallback = metrics.Fallback.WithLabels(container);

        // All reasons are there from the start, at 0, so that a rate sees the first failure.
        _failures = [.. ScrapeFailureSpelling.All.Select(failure => metrics.Failures.WithLabels(container, failure.Spell()))];

        // But a container that comes later is not there before it is on a page.
        Hide();
    }

    /// <summary>How many containers of the name there are: one that is replaced is there until the last who asked for it is answered.</summary>
    public int Owners { get; set; }

    private IEnumerable<ChildBase> All => [_up, _age, _duration, _samples, _bodyBytes, _fallback, .. _failures];

    public void CountFailure(ScrapeFailure failure) => _failures[(int)failure].Inc();

    /// <summary>Takes the metrics off the page until they are set again.</summary>
    public void Hide()
    {
        _isOnPage = false;
        foreach (var metric in All)
        {
            metric.Unpublish();
        }
    }

    /// <summary>Takes the metrics off the page for good.</summary>
    public void Remove()
    {
        foreach (var metric in All)
        {
            metric.Remove();
        }
    }

    public void Set(in ContainerView view)
    {
        if (!_isOnPage)
        {
            _isOnPage = true;
            foreach (var failures in _failures)
            {
                failures.Publish();
            }
        }

        _up.Set(view.IsUp ? 1 : 0);
        SetOrHide(_duration, view.IsScraped, view.Duration.TotalSeconds);
        SetOrHide(_samples, view.IsScraped, view.Snapshot?.SampleCount ?? 0);
        SetOrHide(_bodyBytes, view.IsScraped, view.Snapshot?.Body.Length ?? 0);
        SetOrHide(_fallback, view.Snapshot is not null, view.Snapshot?.IsFallback == true ? 1 : 0);
        SetOrHide(_age, view.Snapshot is not null, view.Snapshot?.Age.TotalSeconds ?? 0);
    }

    // What is not known is not on the page.
    private static void SetOrHide(Gauge.Child gauge, bool isKnown, double value)
    {
        if (isKnown)
        {
            gauge.Set(value);
            gauge.Publish();
        }
        else
        {
            gauge.Unpublish();
        }
    }
}

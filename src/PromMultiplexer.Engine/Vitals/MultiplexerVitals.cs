using System.Collections.Concurrent;
using System.Runtime.InteropServices;
using Prometheus;
using PromMultiplexer.Exposition;
using Counter = Prometheus.Counter;
using Gauge = Prometheus.Gauge;
using ExpositionFormat = PromMultiplexer.Exposition.ExpositionFormat;

namespace PromMultiplexer.Engine;

/// <summary>
/// The multiplexer's own metrics, all named <c>multiplexer_*</c>: the one place that knows prometheus-net. They have a
/// registry of their own, so that several multiplexers in one process do not meet. Counting is safe for concurrent use;
/// collecting is for one caller at a time.
/// </summary>
internal sealed class MultiplexerVitals
{
    private readonly CollectorRegistry _registry = Metrics.NewCustomRegistry();
    private readonly ContainerMetrics _ofContainers;
    private readonly Lock _coming = new();
    private readonly ConcurrentDictionary<string, ContainerVitals> _containers = new(StringComparer.Ordinal);
    private readonly Dictionary<ConflictKind, Counter.Child> _conflicts;
    private readonly Gauge.Child _reloadSuccessful;
    private readonly Gauge.Child _reloadTime;
    private readonly Counter.Child _targetsRefused;
    private readonly ProcessVitals _process;
    private readonly TimeProvider _clock;
    private readonly LabeledExposition _labeled = new();
    private VitalsPage _page = new();
    private VitalsPage _previous = new();

    public MultiplexerVitals(MultiplexerOptions options, TimeProvider? clock = null)
    {
        _clock = clock ?? TimeProvider.System;
        var metrics = Metrics.WithCustomRegistry(_registry);
        _ofContainers = new ContainerMetrics(metrics, options.ContainerLabel);
        foreach (var target in options.Targets)
        {
            Add(target.Container);
        }

        var conflicts = metrics.CreateCounter(
            "multiplexer_conflicts_total", "Disagreements between containers, each counted when it appears.", ["kind"]);
        _conflicts = Enum.GetValues<ConflictKind>().ToDictionary(kind => kind, kind => conflicts.WithLabels(kind.Spell()));

        _reloadSuccessful = metrics
            .CreateGauge("multiplexer_config_last_reload_successful", "Whether the configuration was good when it was last read.")
            .WithLabels();
        _reloadTime = metrics
            .CreateGauge("multiplexer_config_last_reload_success_timestamp_seconds", "When a good configuration was last read, in seconds since 1970.")
            .WithLabels();
        ReloadSucceeded();
        _targetsRefused = metrics
            .CreateCounter("multiplexer_targets_refused_total", "Entries of the targets file that were refused, each counted whenever the file is read.")
            .WithLabels();

        _process = new ProcessVitals(metrics);
        metrics
            .CreateGauge("multiplexer_build_info", "The version that runs. Always 1.", ["version", "runtime"])
            .WithLabels(ProductInfo.Version, RuntimeInformation.FrameworkDescription)
            .Set(1);
    }

    /// <summary>Has metrics of a container from now on. One that takes the place of another of its name goes on with those.</summary>
    public void Add(string container)
    {
        lock (_coming)
        {
            _containers.GetOrAdd(container, _ofContainers.For).Owners++;
        }
    }

    /// <summary>
    /// Takes the metrics of a container away that was added, unless another of its name was added since. What is still said of it is not
    /// heard.
    /// </summary>
    public void Remove(string container)
    {
        lock (_coming)
        {
            if (_containers.TryGetValue(container, out var vitals) && --vitals.Owners == 0)
            {
                _containers.TryRemove(container, out _);
                vitals.Remove();
            }
        }
    }

    public void CountFailure(string container, ScrapeFailure failure) => _containers.GetValueOrDefault(container)?.CountFailure(failure);

    public void CountConflict(ConflictKind kind) => _conflicts[kind].Inc();

    /// <summary>Notes that a good configuration was read.</summary>
    public void ReloadSucceeded()
    {
        _reloadSuccessful.Set(1);
        _reloadTime.SetToTimeUtc(_clock.GetUtcNow());
    }

    /// <summary>Counts an entry of the targets file that is of no use.</summary>
    public void TargetRefused() => _targetsRefused.Inc();

    /// <summary>Notes that a configuration was refused.</summary>
    public void ReloadFailed() => _reloadSuccessful.Set(0);

    /// <summary>Has no metrics of other containers on the page: neither of those that have gone nor of those that came after it was asked for.</summary>
    public void Show(IReadOnlyList<Container> containers)
    {
        // Those of the page are always among those that there are.
        if (_containers.Count > containers.Count)
        {
            foreach (var name in _containers.Keys.Except(containers.Select(container => container.Name)))
            {
                _containers.GetValueOrDefault(name)?.Hide();
            }
        }
    }

    /// <summary>Takes over what a page says of a container.</summary>
    public void Set(string container, in ContainerView view) => _containers.GetValueOrDefault(container)?.Set(view);

    /// <summary>All metrics, ready to be merged as a source without a label. Valid until the next call.</summary>
    public async ValueTask<LabeledExposition> CollectAsync()
    {
        _process.Update();
        (_page, _previous) = (_previous, _page);
        await _page.ExportAsync(_registry).ConfigureAwait(false);
        _page.Read(_previous);
        _labeled.TakeUnlabeled(_page.Parsed);
        return _labeled;
    }
}

using Prometheus;

namespace PromMultiplexer.Engine;

/// <summary>
/// The metrics of the multiplexer's process: the names that every Prometheus client has, behind a prefix, because a
/// bare <c>process_*</c> would mix with the containers'. What the system does not tell at the moment stays what it was, and is not
/// there before it was told. For one caller at a time.
/// </summary>
internal sealed class ProcessVitals
{
    private readonly Counter.Child _cpu;
    private readonly Gauge.Child _residentMemory;
    private readonly Gauge.Child _virtualMemory;
    private readonly Gauge.Child _threads;
    private readonly Gauge.Child _startTime;
    private readonly Gauge.Child _openFiles;
    private readonly Gauge.Child _maxFiles;

    // What stays what it is.
    private bool _isStartKnown;
    private long? _mostFiles;

    public ProcessVitals(IMetricFactory metrics)
    {
        _cpu = metrics.CreateCounter(
            "multiplexer_process_cpu_seconds_total",
            "CPU time of the multiplexer, user and system.",
            new CounterConfiguration { SuppressInitialValue = true }).WithLabels();
        _residentMemory = Gauge(metrics, "resident_memory_bytes", "Memory of the multiplexer that is in RAM.");
        _virtualMemory = Gauge(metrics, "virtual_memory_bytes", "Address space of the multiplexer.");
        _threads = Gauge(metrics, "threads", "Threads of the multiplexer.");
        _startTime = Gauge(metrics, "start_time_seconds", "When the multiplexer was started, in seconds since 1970.");
        _openFiles = Gauge(metrics, "open_fds", "Files and sockets that the multiplexer has open.");
        _maxFiles = Gauge(metrics, "max_fds", "Files and sockets that the multiplexer may have open.");
    }

    public void Update()
    {
        try
        {
            Read();
        }
        catch (Exception unreadable) when (unreadable is IOException or UnauthorizedAccessException)
        {
            // As where no more files can be opened, which is when the page is needed most.
        }
    }

    private void Read()
    {
        if (!_isStartKnown)
        {
            _startTime.Set(ProcessReading.StartTimeSeconds());
            _mostFiles = ProcessReading.MaxFiles();
            _isStartKnown = true;
        }

        var now = ProcessReading.Now();
        _cpu.IncTo(now.CpuSeconds);
        _residentMemory.Set(now.ResidentBytes);
        _virtualMemory.Set(now.VirtualBytes);
        _threads.Set(now.Threads);
        if (_mostFiles is { } mostFiles)
        {
            _openFiles.Set(ProcessReading.OpenFiles());
            _maxFiles.Set(mostFiles);
        }
    }

    private static Gauge.Child Gauge(IMetricFactory metrics, string name, string help) =>
        metrics.CreateGauge($"multiplexer_process_{name}", help, new GaugeConfiguration { SuppressInitialValue = true }).WithLabels();
}

using Prometheus;

namespace PromMultiplexer.Engine;

/// <summary>
/// The metrics of the multiplexer's process: the names that every Prometheus client has, behind a prefix, because a
/// bare <c>process_*</c> would mix with the containers'.
/// </summary>
internal sealed class ProcessVitals
{
    private readonly Counter.Child _cpu;
    private readonly Gauge.Child _residentMemory;
    private readonly Gauge.Child _virtualMemory;
    private readonly Gauge.Child _threads;
    private readonly Gauge.Child? _openFiles;

    public ProcessVitals(IMetricFactory metrics)
    {
        _cpu = metrics.CreateCounter("multiplexer_process_cpu_seconds_total", "CPU time of the multiplexer, user and system.").WithLabels();
        _residentMemory = Gauge(metrics, "resident_memory_bytes", "Memory of the multiplexer that is in RAM.");
        _virtualMemory = Gauge(metrics, "virtual_memory_bytes", "Address space of the multiplexer.");
        _threads = Gauge(metrics, "threads", "Threads of the multiplexer.");
        Gauge(metrics, "start_time_seconds", "When the multiplexer was started, in seconds since 1970.").Set(ProcessReading.StartTimeSeconds());
        if (ProcessReading.MaxFiles() is { } maxFiles)
        {
            _openFiles = Gauge(metrics, "open_fds", "Files and sockets that the multiplexer has open.");
            Gauge(metrics, "max_fds", "Files and sockets that the multiplexer may have open.").Set(maxFiles);
        }
    }

    public void Update()
    {
        var now = ProcessReading.Now();
        _cpu.IncTo(now.CpuSeconds);
        _residentMemory.Set(now.ResidentBytes);
        _virtualMemory.Set(now.VirtualBytes);
        _threads.Set(now.Threads);
        _openFiles?.Set(ProcessReading.OpenFiles());
    }

    private static Gauge.Child Gauge(IMetricFactory metrics, string name, string help) =>
        metrics.CreateGauge($"multiplexer_process_{name}", help).WithLabels();
}

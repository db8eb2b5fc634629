namespace PromMultiplexer;

/// <summary>The multiplexers that run in this process, whichever session has started them. Safe for concurrent use.</summary>
internal static class RunningMultiplexers
{
    private static readonly List<MetricsMultiplexer> Running = [];

    /// <summary>Those that run now, the oldest first.</summary>
    public static IReadOnlyList<MetricsMultiplexer> All
    {
        get
        {
            lock (Running)
            {
                return [.. Running];
            }
        }
    }

    /// <summary>Those that serve on a port: more than one if they listen on different addresses.</summary>
    public static IReadOnlyList<MetricsMultiplexer> OnPort(int port) => [.. All.Where(multiplexer => multiplexer.Port == port)];

    /// <summary>Adds one, which takes itself out when it has stopped.</summary>
    public static void Add(MetricsMultiplexer multiplexer)
    {
        lock (Running)
        {
            Running.Add(multiplexer);
        }

        multiplexer.Completion.ContinueWith(_ => Remove(multiplexer), TaskScheduler.Default);
    }

    /// <summary>Stops all at once, without waiting for the requests in flight.</summary>
    public static void StopAll()
    {
        foreach (var multiplexer in All)
        {
            multiplexer.Stop(new CancellationToken(canceled: true));
        }
    }

    private static void Remove(MetricsMultiplexer multiplexer)
    {
        lock (Running)
        {
            Running.Remove(multiplexer);
        }
    }
}

using Microsoft.Extensions.Logging;
using KestrelLevel = Microsoft.Extensions.Logging.LogLevel;

namespace PromMultiplexer.Engine;

/// <summary>Passes on what Kestrel has to say, from warnings upwards, each a level lower than Kestrel thinks.</summary>
internal sealed class KestrelLog(Log log) : ILoggerFactory, ILogger
{
    public ILogger CreateLogger(string categoryName) => this;

    public void AddProvider(ILoggerProvider provider)
    {
    }

    public IDisposable? BeginScope<TState>(TState state)
        where TState : notnull => null;

    public bool IsEnabled(KestrelLevel logLevel) => logLevel is >= KestrelLevel.Warning and not KestrelLevel.None;

    public void Log<TState>(KestrelLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter)
    {
        if (!IsEnabled(logLevel))
        {
            return;
        }

        // A warning is what a client can cause, as often as it likes, or a processor that is shared: not worth a line each time.
        var said = formatter(state, exception);
        if (logLevel == KestrelLevel.Warning)
        {
            log.Debug("server", ("said", said));
        }
        else
        {
            log.Warn("server", ("said", said), ("fault", exception?.Message ?? ""));
        }
    }

    public void Dispose()
    {
    }
}

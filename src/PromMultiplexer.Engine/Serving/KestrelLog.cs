using Microsoft.Extensions.Logging;
using KestrelLevel = Microsoft.Extensions.Logging.LogLevel;

namespace PromMultiplexer.Engine;

/// <summary>Passes on what Kestrel has to say, from warnings upwards.</summary>
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

        var said = formatter(state, exception);
        if (exception is null)
        {
            log.Warn("server", ("said", said));
        }
        else
        {
            log.Warn("server", ("said", said), ("fault", exception.Message));
        }
    }

    public void Dispose()
    {
    }
}

namespace PromMultiplexer.Engine;

/// <summary>What the engine writes its log entries with. A sink that fails never disturbs what is being logged.</summary>
/// <param name="sink">Receives the entries.</param>
/// <param name="clock">Tells the time that an entry carries; <see langword="null"/> for the system's.</param>
internal sealed class Log(ILogSink sink, TimeProvider? clock = null)
{
    public void Debug(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Debug, message, fields);

    public void Info(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Info, message, fields);

    public void Warn(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Warn, message, fields);

    public void Error(string message, params ReadOnlySpan<LogField> fields) => Write(LogLevel.Error, message, fields);

    private void Write(LogLevel level, string message, ReadOnlySpan<LogField> fields)
    {
        try
        {
            if (sink.IsEnabled(level))
            {
                sink.Write(new LogEntry((clock ?? TimeProvider.System).GetUtcNow(), level, message, fields.ToArray()));
            }
        }
        catch (Exception)
        {
            // There is nobody left to tell: the place to complain is the one that failed.
        }
    }
}

namespace PromMultiplexer.Engine;

/// <summary>Writes entries as lines of logfmt, one entry a line. Safe for concurrent use.</summary>
/// <param name="output">Where the lines go; flushed after each. Not closed here.</param>
/// <param name="minimum">The least level that is written.</param>
public sealed class LogfmtSink(TextWriter output, LogLevel minimum = LogLevel.Info) : ILogSink
{
    private readonly Lock _gate = new();

    /// <inheritdoc/>
    public bool IsEnabled(LogLevel level) => level >= minimum;

    /// <inheritdoc/>
    public void Write(LogEntry entry)
    {
        ArgumentNullException.ThrowIfNull(entry);
        if (!IsEnabled(entry.Level))
        {
            return;
        }

        var line = LogfmtWriter.Format(entry);
        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }
}

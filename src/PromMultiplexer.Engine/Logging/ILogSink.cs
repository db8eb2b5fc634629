namespace PromMultiplexer.Engine;

/// <summary>Receives what a multiplexer has to say. Called from any thread, possibly from several at once.</summary>
public interface ILogSink
{
    /// <summary>Whether entries of <paramref name="level"/> are wanted. Those that are not are never made.</summary>
    bool IsEnabled(LogLevel level);

    /// <summary>Takes an entry. Must return soon; an exception that it throws is swallowed.</summary>
    void Write(LogEntry entry);
}

namespace PromMultiplexer.Engine.Tests;

/// <summary>Keeps what was logged, and can be waited on.</summary>
internal sealed class RecordingSink : ILogSink
{
    private readonly Lock _gate = new();
    private readonly List<LogEntry> _entries = [];
    private readonly List<(Predicate<LogEntry> Wanted, TaskCompletionSource<LogEntry> Found)> _waiting = [];

    public IReadOnlyList<LogEntry> Entries
    {
        get
        {
            lock (_gate)
            {
                return [.. _entries];
            }
        }
    }

    public bool IsEnabled(LogLevel level) => true;

    public void Write(LogEntry entry)
    {
        lock (_gate)
        {
            _entries.Add(entry);
            foreach (var (wanted, found) in _waiting)
            {
                if (wanted(entry))
                {
                    found.TrySetResult(entry);
                }
            }
        }
    }

    /// <summary>The entries with this message.</summary>
    public LogEntry[] With(string message) => [.. Entries.Where(entry => entry.Message == message)];

    /// <summary>The first entry with this message and, if given, this field value; waits for it if there is none yet.</summary>
    public Task<LogEntry> WaitFor(string message, string? value = null) =>
        WaitFor(entry => entry.Message == message && (value is null || entry.Fields.Any(field => field.Value == value)));

    /// <summary>Waits until there are as many entries with this message.</summary>
    public Task WaitFor(string message, int count) =>
        WaitFor(entry => entry.Message == message && _entries.Count(other => other.Message == message) >= count);

    private Task<LogEntry> WaitFor(Predicate<LogEntry> wanted)
    {
        lock (_gate)
        {
            if (_entries.Find(wanted) is { } entry)
            {
                return Task.FromResult(entry);
            }

            var found = new TaskCompletionSource<LogEntry>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((wanted, found));
            return found.Task.WaitAsync(Patience.Long);
        }
    }
}

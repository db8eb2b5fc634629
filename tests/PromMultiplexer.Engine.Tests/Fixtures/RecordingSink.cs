namespace PromMultiplexer.Engine.Tests;

/// <summary>Keeps what was logged, and can be waited on.</summary>
internal sealed class RecordingSink : ILogSink
{
    private readonly Lock _gate = new();
    private readonly List<LogEntry> _entries = [];
    private readonly List<(Func<LogEntry, bool> Wanted, TaskCompletionSource<LogEntry> Found)> _waiting = [];

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
    public Task<LogEntry> WaitFor(string message, string? value = null)
    {
        bool Wanted(LogEntry entry) => entry.Message == message && (value is null || entry.Fields.Any(field => field.Value == value));
        lock (_gate)
        {
            if (_entries.Find(Wanted) is { } entry)
            {
                return Task.FromResult(entry);
            }

            var found = new TaskCompletionSource<LogEntry>(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((Wanted, found));
            return found.Task.WaitAsync(Patience.Long);
        }
    }
}

using System.Text;

namespace PromMultiplexer;

/// <summary>Keeps the latest lines that are written to it, for a log that nobody watches as it grows. Safe for concurrent use.</summary>
internal sealed class LogRing : TextWriter
{
    private const int Capacity = 256;

    private readonly Queue<string> _lines = new();

    /// <summary>The lines, the oldest first.</summary>
    public IReadOnlyList<string> Lines
    {
        get
        {
            lock (_lines)
            {
                return _lines.ToArray();
            }
        }
    }

    /// <inheritdoc/>
    public override Encoding Encoding => Encoding.UTF8;

    /// <inheritdoc/>
    public override void WriteLine(string? value)
    {
        lock (_lines)
        {
            if (_lines.Count == Capacity)
            {
                _lines.Dequeue();
            }

            _lines.Enqueue(value ?? "");
        }
    }
}

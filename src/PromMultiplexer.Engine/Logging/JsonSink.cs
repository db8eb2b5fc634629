using System.Buffers;
using System.Text;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PromMultiplexer.Engine;

/// <summary>Writes entries as JSON objects, one a line, with the names that logfmt has. Safe for concurrent use.</summary>
/// <param name="output">Where the lines go; flushed after each. Not closed here.</param>
/// <param name="minimum">The least level that is written.</param>
public sealed class JsonSink(TextWriter output, LogLevel minimum = LogLevel.Info) : ILogSink
{
    // Escapes what JSON must, but not what only a web page would trip over.
    private static readonly JsonWriterOptions Plainly = new() { Encoder = JavaScriptEncoder.UnsafeRelaxedJsonEscaping };

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

        var line = Format(entry);
        lock (_gate)
        {
            output.WriteLine(line);
            output.Flush();
        }
    }

    private static string Format(LogEntry entry)
    {
        var json = new ArrayBufferWriter<byte>(256);
        using (var writer = new Utf8JsonWriter(json, Plainly))
        {
            writer.WriteStartObject();
            writer.WriteString("ts"u8, LogfmtWriter.Spell(entry.Time));
            writer.WriteString("level"u8, LogfmtWriter.Spell(entry.Level));
            writer.WriteString("msg"u8, entry.Message);
            foreach (var field in entry.Fields)
            {
                writer.WriteString(field.Name, field.Value);
            }

            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(json.WrittenSpan);
    }
}

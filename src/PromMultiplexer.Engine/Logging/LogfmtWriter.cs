using System.Buffers;
using System.Globalization;
using System.Text;

namespace PromMultiplexer.Engine;

/// <summary>Spells a log entry as logfmt: <c>ts=2026-01-02T03:04:05.678Z level=info msg="two words" container=web</c>.</summary>
internal static class LogfmtWriter
{
    // A value with none of these can stand without quotes.
    private static readonly SearchValues<char> NeedsQuotes = SearchValues.Create(Quoted());

    public static string Format(LogEntry entry)
    {
        var line = new StringBuilder(128);
        line.Append("ts=").Append(Spell(entry.Time));
        line.Append(" level=").Append(Spell(entry.Level));
        Append(line, "msg", entry.Message);
        foreach (var field in entry.Fields)
        {
            Append(line, field.Name, field.Value);
        }

        return line.ToString();
    }

    public static string Spell(DateTimeOffset time) => time.UtcDateTime.ToString("yyyy-MM-dd'T'HH:mm:ss.fff'Z'", CultureInfo.InvariantCulture);

    public static string Spell(LogLevel level) => level switch
    {
        LogLevel.Debug => "debug",
        LogLevel.Info => "info",
        LogLevel.Warn => "warn",
        _ => "error",
    };

    private static void Append(StringBuilder line, string name, string value)
    {
        line.Append(' ').Append(name).Append('=');
        if (value.Length > 0 && !value.AsSpan().ContainsAny(NeedsQuotes))
        {
            line.Append(value);
            return;
        }

        line.Append('"');
        foreach (var c in value)
        {
            _ = c switch
            {
                '"' or '\\' => line.Append('\\').Append(c),
                '\n' => line.Append("\\n"),
                '\r' => line.Append("\\r"),
                '\t' => line.Append("\\t"),
                _ when EndsALine(c) => line.Append(CultureInfo.InvariantCulture, $"\\u{(int)c:x4}"),
                _ => line.Append(c),
            };
        }

        line.Append('"');
    }

    // Control characters, C1 included, and Unicode's own line ends: what a terminal or a log reader might act on.
    private static bool EndsALine(char c) => char.IsControl(c) || c is '\u2028' or '\u2029';

    private static string Quoted()
    {
        var all = new StringBuilder(" =\"\\\u2028\u2029");
        for (var c = '\0'; c <= '\u009f'; c++)
        {
            if (char.IsControl(c))
            {
                all.Append(c);
            }
        }

        return all.ToString();
    }
}

namespace PromMultiplexer.Engine;

/// <summary>How a log entry is spelled.</summary>
public enum LogFormat
{
    /// <summary><c>ts=... level=info msg="two words" container=web</c></summary>
    Logfmt,

    /// <summary>One JSON object a line, with the same names.</summary>
    Json,
}

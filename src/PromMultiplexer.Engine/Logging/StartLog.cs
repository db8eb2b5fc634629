namespace PromMultiplexer.Engine;

/// <summary>What both faces log around a start, in the same words.</summary>
public static class StartLog
{
    /// <summary>Makes the log that <paramref name="options"/> ask for.</summary>
    /// <param name="options">Which entries are written, and how.</param>
    /// <param name="output">Where the lines go; flushed after each. Not closed here.</param>
    public static ILogSink Open(MultiplexerOptions options, TextWriter output) => options.LogFormat switch
    {
        LogFormat.Json => new JsonSink(output, options.LogLevel),
        _ => new LogfmtSink(output, options.LogLevel),
    };

    /// <summary>Something about the flags is odd, and the start goes on.</summary>
    public static void CheckFlags(this ILogSink log, FlagProblem warning, FlagNaming naming) =>
        new Log(log).Warn("check the flags", ("detail", warning.ToLine(naming)));

    /// <summary>The start failed.</summary>
    public static void CannotStart(this ILogSink log, MultiplexerStartException failure) =>
        new Log(log).Error("cannot start", ("error", failure.Message), ("remedy", failure.Remedy));
}

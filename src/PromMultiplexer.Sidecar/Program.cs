using PromMultiplexer.Engine;

const int Success = 0;
const int StartFailed = 1;
const int FlagsRefused = 2;

var commandLine = CommandLine.Read(args);
if (commandLine.Problem is { } problem)
{
    Console.Error.WriteLine(problem);
    return FlagsRefused;
}

if (commandLine.Options is not { } options)
{
    Console.Out.Write(commandLine.Text);
    return Success;
}

// From here on every line on stderr is a log entry.
ILogSink log = options.LogFormat == LogFormat.Json ? new JsonSink(Console.Error, options.LogLevel) : new LogfmtSink(Console.Error, options.LogLevel);
foreach (var warning in commandLine.Warnings)
{
    Write(LogLevel.Warn, "check the flags", ("detail", warning.ToString()));
}

using var termination = new TerminationSignal();
try
{
    await using var multiplexer = await Multiplexer.StartAsync(options, log);
    await termination.Received;
}
catch (MultiplexerStartException failure)
{
    Write(LogLevel.Error, "cannot start", ("error", failure.Message), ("remedy", failure.Remedy));
    return StartFailed;
}

return Success;

void Write(LogLevel level, string message, params LogField[] fields) => log.Write(new LogEntry(DateTimeOffset.UtcNow, level, message, fields));

using PromMultiplexer.Engine;

const int Success = 0;
const int StartFailed = 1;
const int FlagsRefused = 2;

var commandLine = CommandLine.Read(args, environment: Environment.GetEnvironmentVariable);
if (commandLine.Problem is { } problem)
{
    Say(Standard(() => Console.Error), $"{problem}{Environment.NewLine}");
    return FlagsRefused;
}

if (commandLine.Options is not { } options)
{
    Say(Standard(() => Console.Out), commandLine.Text);
    return Success;
}

// From here on every line on stderr is a log entry.
var log = StartLog.Open(options, Standard(() => Console.Error));
foreach (var warning in commandLine.Warnings)
{
    log.CheckFlags(warning, FlagNaming.CommandLine);
}

NativeHeap.KeepSmall();
using var housekeeping = new Housekeeping();
using var termination = new TerminationSignal();
try
{
    await using var multiplexer = await Multiplexer.StartAsync(options, log, commandLine.Source);
    using var hangUp = commandLine.Source is { HasFiles: true } ? new HangUpSignal(multiplexer.Reload) : null;
    await termination.Received;
    await multiplexer.LingerAsync();

    // Not at the end of the block: a SIGHUP that comes meanwhile must not end the process.
    await multiplexer.StopAsync();
}
catch (MultiplexerStartException failure)
{
    log.CannotStart(failure);
    return StartFailed;
}

return Success;

// One that was closed before the start is as good as one that nobody reads.
static TextWriter Standard(Func<TextWriter> open)
{
    try
    {
        return open();
    }
    catch (Exception closed) when (closed is IOException or UnauthorizedAccessException)
    {
        return TextWriter.Null;
    }
}

// Nobody may be listening any more: that changes nothing about the answer.
static void Say(TextWriter writer, string? text)
{
    try
    {
        writer.Write(text);
        writer.Flush();
    }
    catch (Exception broken) when (broken is IOException or UnauthorizedAccessException)
    {
    }
}

using System.Management.Automation;
using PromMultiplexer.Engine;

namespace PromMultiplexer;

/// <summary>
/// The command line of the entry script, metrics-multiplexer-sidecar, read as the native executable reads its own: either
/// the parameters of Start-MetricsMultiplexer, or something to print and an exit code. Immutable.
/// </summary>
public sealed class SidecarCommandLine
{
    private readonly CommandLineReading _reading;

    private SidecarCommandLine(CommandLineReading reading) => _reading = reading;

    /// <summary>What to end with at once; <see langword="null"/> to start the multiplexer.</summary>
    public int? ExitCode => _reading switch
    {
        { Problem: not null } => 2,
        { Text: not null } => 0,
        _ => null,
    };

    /// <summary>What to print first: the help or the version.</summary>
    public string Output => _reading.Text ?? "";

    /// <summary>What to print first on stderr: the line that says what is wrong, or what is odd, as log entries.</summary>
    public string ErrorOutput => _reading.Problem is { } problem
        ? $"{problem}{Environment.NewLine}"
        : Log(log =>
        {
            foreach (var warning in _reading.Warnings)
            {
                log.CheckFlags(warning, FlagNaming.CommandLine);
            }
        });

    /// <summary>What to splat to Start-MetricsMultiplexer.</summary>
    public IReadOnlyDictionary<string, object> Parameters
    {
        get
        {
            // In a container nobody could reach what listens on the loopback interface, which is the cmdlet's default.
            // What the files say of it holds all the same.
            var address = _reading.Options is { } options ? Flags.ListenAddress.ValueIn(options) : "*";
            var parameters = new Dictionary<string, object> { [Flags.ListenAddress.ParameterName!] = address };
            foreach (var given in _reading.Values.GroupBy(value => value.Flag))
            {
                string[] texts = [.. given.Select(value => value.Text)];
                parameters[given.Key.ParameterName!] =
                    given.Key.IsRepeatable ? texts
                    : given.Key.IsSwitch ? bool.Parse(texts[^1])
                    : texts[^1];
            }

            return parameters;
        }
    }

    /// <summary>Reads the command line, and the environment variables that stand for flags.</summary>
    /// <param name="arguments">The arguments as the process was given them, without what stands before the flags.</param>
    public static SidecarCommandLine Read(IReadOnlyList<string> arguments) =>
        new(CommandLine.Read(arguments, environment: Environment.GetEnvironmentVariable));

    /// <summary>What to print on stderr when the start has failed: a log entry.</summary>
    public string Describe(ErrorRecord failure) => failure?.Exception is MultiplexerStartException exception
        ? Log(log => log.CannotStart(exception))
        : $"{failure}{Environment.NewLine}";

    private string Log(Action<ILogSink> write)
    {
        using var output = new StringWriter();
        if (_reading.Options is { } options)
        {
            write(StartLog.Open(options, output));
        }

        return output.ToString();
    }
}

using PromMultiplexer.Engine;

namespace PromMultiplexer;

/// <summary>
/// The command line of the entry script, metrics-multiplexer-sidecar, read as the native executable reads its own: either
/// the parameters of Start-MetricsMultiplexer, or something to print and an exit code. Immutable.
/// </summary>
public sealed class SidecarCommandLine
{
    private SidecarCommandLine()
    {
    }

    /// <summary>What to end with at once; <see langword="null"/> to start the multiplexer.</summary>
    public int? ExitCode { get; private init; }

    /// <summary>What to print first: the help or the version.</summary>
    public string Output { get; private init; } = "";

    /// <summary>What to print first on stderr: the line that says what is wrong.</summary>
    public string ErrorOutput { get; private init; } = "";

    /// <summary>What to splat to Start-MetricsMultiplexer.</summary>
    public IReadOnlyDictionary<string, object> Parameters { get; private init; } = new Dictionary<string, object>();

    /// <summary>Reads the command line.</summary>
    /// <param name="arguments">The arguments as the process was given them, without what stands before the flags.</param>
    public static SidecarCommandLine Read(IReadOnlyList<string> arguments)
    {
        var reading = CommandLine.Read(arguments);
        return reading switch
        {
            { Problem: { } problem } => new() { ExitCode = 2, ErrorOutput = $"{problem}{Environment.NewLine}" },
            { Text: { } text } => new() { ExitCode = 0, Output = text },
            _ => new() { Parameters = ToParameters(reading.Values) },
        };
    }

    private static Dictionary<string, object> ToParameters(IEnumerable<FlagValue> values)
    {
        // In a container nobody could reach what listens on the loopback interface, which is the cmdlet's default.
        var parameters = new Dictionary<string, object> { [Flags.ListenAddress.ParameterName!] = "*" };
        foreach (var given in values.GroupBy(value => value.Flag))
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

namespace PromMultiplexer.Engine;

/// <summary>
/// The command line, as GNU programs read theirs: <c>--flag=value</c>, <c>--flag value</c>, <c>-f value</c>,
/// <c>-f=value</c>, <c>-fvalue</c>, and <c>--</c> for the end of the flags. A value of its own never begins with a dash,
/// save that of a negative number. <c>--help</c> and <c>--version</c> win over whatever comes after them. There are no
/// arguments but flags, no abbreviations and no files of arguments.
/// </summary>
public static class CommandLine
{
    /// <summary>The program's name.</summary>
    public const string ProgramName = "metrics-multiplexer-sidecar";

    private const string EndOfFlags = "--";

    private static readonly string[] Names = [.. Flags.All.Select(flag => flag.Name)];

    /// <summary>Reads a command line.</summary>
    /// <param name="arguments">The arguments, without the program's name.</param>
    /// <param name="defaults">What holds where no flag says otherwise.</param>
    /// <param name="environment">Looks an environment variable up, which holds where no flag says otherwise; <see langword="null"/> for none.</param>
    public static CommandLineReading Read(
        IReadOnlyList<string> arguments, MultiplexerOptions? defaults = null, Func<string, string?>? environment = null)
    {
        defaults ??= new();
        environment ??= _ => null;
        var values = new List<FlagValue>();
        var isCheck = false;
        for (var i = 0; i < arguments.Count; i++)
        {
            if (arguments[i] == EndOfFlags)
            {
                return i + 1 < arguments.Count ? new() { Problem = UnexpectedArgument(arguments[i + 1]) } : Complete(values, environment, defaults, isCheck);
            }

            if (Cut(arguments[i], out var flag, out var value) is { } problem)
            {
                return new() { Problem = problem };
            }

            if (flag.ParameterName is null && value is not null)
            {
                return new() { Problem = UnexpectedValue(flag, value) };
            }

            if (flag == Flags.Help || flag == Flags.Version)
            {
                return new() { Text = Answer(flag, defaults) };
            }

            if (flag == Flags.ConfigCheck)
            {
                isCheck = true;
                continue;
            }

            value ??= flag.IsSwitch ? SwitchSyntax.On : null;
            if (value is null && i + 1 < arguments.Count && IsValue(arguments[i + 1]))
            {
                value = arguments[++i];
            }

            if (value is null)
            {
                return new() { Problem = MissingValue(flag) };
            }

            values.Add(new(flag, value));
        }

        return Complete(values, environment, defaults, isCheck);
    }

    private static CommandLineReading Complete(
        List<FlagValue> flags, Func<string, string?> environment, MultiplexerOptions defaults, bool isCheck)
    {
        var values = Precedence.Combine(flags, EnvironmentVariables.Read(environment));
        var source = new OptionsSource(values, defaults);
        var reading = source.Read();
        return isCheck && reading.IsValid
            ? new() { Text = Verdict(reading) }
            : new() { Options = reading.Options, Problem = reading.Problem, Warnings = reading.Warnings, Values = values, Source = source };
    }

    private static string Verdict(OptionsReading reading)
    {
        var containers = string.Concat(reading.Options!.Targets.Select(target => $"  {target.Container} {target.AddressWith(reading.Options.Endpoint)}\n"));
        return $"The configuration is good. The containers are:\n{containers}{string.Concat(reading.Warnings.Concat(reading.RefusedTargets).Select(warning => $"Warning: {warning}\n"))}";
    }

    private static string Answer(Flag flag, MultiplexerOptions defaults) =>
        flag == Flags.Help ? HelpText.Write(defaults) : $"{ProgramName} {ProductInfo.Version}\n";

    // Into the flag and what is joined to it. A value of null is none at all, other than one that is empty.
    private static FlagProblem? Cut(string argument, out Flag flag, out string? value)
    {
        var name = argument.Split('=', 2)[0];
        value = argument.Length > name.Length ? argument[(name.Length + 1)..] : null;
        flag = Flags.Help;
        if (!argument.StartsWith('-') || argument.Length < 2)
        {
            return UnexpectedArgument(argument);
        }

        if (argument.StartsWith("--", StringComparison.Ordinal))
        {
            return Find(Flags.OfName(name.AsSpan(2)), name, ref flag);
        }

        // Nobody means "export_to" by -e when he writes -export_to.
        if (Flags.OfName(name.AsSpan(1)) is not null)
        {
            return UnknownFlag(name);
        }

        value = argument.Length == 2 ? null : argument[(argument[2] == '=' ? 3 : 2)..];
        return Find(Flags.OfShortName(argument[1]), name, ref flag);
    }

    private static FlagProblem? Find(Flag? found, string name, ref Flag flag)
    {
        flag = found ?? flag;
        return found is null ? UnknownFlag(name) : null;
    }

    private static bool IsValue(string argument) =>
        !argument.StartsWith('-') || argument.Length == 1 || char.IsAsciiDigit(argument[1]);

    private static FlagProblem UnknownFlag(string name) => NearestName.To(name, Names) is { } near
        ? new(FlagProblemReason.UnknownFlag, name, $"is no flag", $"did you mean {Flags.OfName(near)}?")
        : new(FlagProblemReason.UnknownFlag, name, $"is no flag", $"{Flags.Help} lists them all");

    private static FlagProblem UnexpectedArgument(string argument) => new(
        FlagProblemReason.UnexpectedArgument, argument, $"is no flag", $"write --flag=value, as {Flags.Help} lists them");

    private static FlagProblem MissingValue(Flag flag) => new(
        FlagProblemReason.MissingValue, value: null, $"has no value", $"give {flag} {flag.Metavariable}", flag);

    private static FlagProblem UnexpectedValue(Flag flag, string value) => new(
        FlagProblemReason.UnexpectedValue, value, $"is a value, and this flag takes none", $"write {flag} alone", flag);
}

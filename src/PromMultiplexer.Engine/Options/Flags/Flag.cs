namespace PromMultiplexer.Engine;

/// <summary>
/// The definition of one flag: its names, what its value looks like, what it means and which option it sets. The
/// command line, the help and the cmdlet's parameters all go by it. Immutable; all there are stand in <see cref="Flags"/>.
/// </summary>
public sealed class Flag
{
    private delegate FlagProblem? Setter(string text, ref MultiplexerOptions options);

    private readonly Setter? _set;
    private readonly Func<MultiplexerOptions, string>? _show;

    private Flag(FlagGroup group, string name, char? shortName, string? parameterName, string? metavariable, string meaning, Setter? set, Func<MultiplexerOptions, string>? show)
    {
        Group = group;
        Name = name;
        ShortName = shortName;
        ParameterName = parameterName;
        Metavariable = metavariable;
        Meaning = meaning;
        _set = set;
        _show = show;
    }

    /// <summary>The heading that the help lists it under.</summary>
    public FlagGroup Group { get; }

    /// <summary>The long name, without dashes: <c>export_to</c>.</summary>
    public string Name { get; }

    /// <summary>The short name: <c>e</c>.</summary>
    public char? ShortName { get; }

    /// <summary>The cmdlet's parameter: <c>ExportTo</c>. The flags that only ask the program about itself have none.</summary>
    public string? ParameterName { get; }

    /// <summary>What stands for the value in the help: <c>&lt;port&gt;</c>; <see langword="null"/> for a flag that takes no value.</summary>
    public string? Metavariable { get; }

    /// <summary>What it is for, in a few words.</summary>
    public string Meaning { get; }

    /// <summary>Whether the value may be left out, which means <c>true</c>. Such a value is never an argument of its own.</summary>
    public bool IsSwitch { get; private init; }

    /// <summary>Whether each further value is added to those before; else the last one counts.</summary>
    public bool IsRepeatable { get; private init; }

    /// <summary>Whether nothing can start without it.</summary>
    public bool IsRequired { get; private init; }

    /// <summary>Whether the option stays what it was at the start, so that another value needs a restart.</summary>
    public bool IsFixed { get; private init; }

    /// <summary>Whether the value is the path of a file.</summary>
    public bool IsFile { get; private init; }

    /// <summary>The name as whoever gives the flag knows it.</summary>
    public string NameAs(FlagNaming naming) => naming == FlagNaming.Parameter && ParameterName is not null ? $"-{ParameterName}" : $"--{Name}";

    /// <summary>The name as on a command line.</summary>
    public override string ToString() => NameAs(FlagNaming.CommandLine);

    /// <summary>What the flag's option is in <paramref name="options"/>, spelled as the flag's value; empty for a flag without one.</summary>
    public string ValueIn(MultiplexerOptions options) => _show?.Invoke(options) ?? "";

    /// <summary>What is wrong with a value by itself; <see langword="null"/> if nothing is.</summary>
    public FlagProblem? Check(string text)
    {
        var options = new MultiplexerOptions();
        return Set(text, ref options);
    }

    /// <summary>Sets the option that the flag is for, or tells what is wrong with the value.</summary>
    internal FlagProblem? Set(string text, ref MultiplexerOptions options) => _set?.Invoke(text, ref options)?.Of(this);

    /// <summary>A flag with one value, which sets one option.</summary>
    internal static Flag Of<T>(
        FlagGroup group,
        string name,
        string parameterName,
        FlagSyntax<T> syntax,
        string meaning,
        Func<MultiplexerOptions, T> get,
        Func<MultiplexerOptions, T, MultiplexerOptions> set,
        char? shortName = null,
        bool isFixed = false) => new(
            group, name, shortName, parameterName, syntax.Metavariable, meaning, SetterOf(syntax, set), options => syntax.Show(get(options)))
        {
            IsSwitch = syntax is FlagSyntax<bool>,
            IsFile = syntax is FileSyntax,
            IsFixed = isFixed,
        };

    /// <summary>A flag that can be given several times, each time with one or more values.</summary>
    internal static Flag OfMany<T>(
        FlagGroup group,
        string name,
        string parameterName,
        FlagSyntax<IReadOnlyList<T>> syntax,
        string meaning,
        Func<MultiplexerOptions, IReadOnlyList<T>> get,
        Func<MultiplexerOptions, IReadOnlyList<T>, MultiplexerOptions> set,
        char? shortName = null,
        bool isRequired = false) => new(
            group,
            name,
            shortName,
            parameterName,
            syntax.Metavariable,
            meaning,
            SetterOf(syntax, (options, more) => set(options, [.. get(options), .. more])),
            options => syntax.Show(get(options)))
        {
            IsRepeatable = true,
            IsRequired = isRequired,
        };

    /// <summary>A flag that asks the program about itself.</summary>
    internal static Flag OfQuestion(string name, string meaning, char? shortName = null) =>
        new(FlagGroup.About, name, shortName, parameterName: null, metavariable: null, meaning, set: null, show: null);

    private static Setter SetterOf<T>(FlagSyntax<T> syntax, Func<MultiplexerOptions, T, MultiplexerOptions> set) =>
        (string text, ref MultiplexerOptions options) =>
        {
            if (syntax.Read(text, out var value) is { } problem)
            {
                return problem;
            }

            options = set(options, value);
            return null;
        };
}

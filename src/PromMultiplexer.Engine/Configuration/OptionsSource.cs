namespace PromMultiplexer.Engine;

/// <summary>
/// Where options come from, so that they can be read again: what was given at the start, and the files that it names. For one caller
/// at a time.
/// </summary>
public sealed class OptionsSource
{
    private readonly IReadOnlyList<FlagValue> _given;
    private readonly MultiplexerOptions _defaults;
    private readonly Dictionary<string, string> _seen = [];

    // Those that count, with what the configuration file says.
    private IReadOnlyList<FlagValue> _values = [];
    private bool _isRead;

    /// <summary>Makes a source. Nothing is read yet.</summary>
    /// <param name="given">The flags, which come before whatever the files say.</param>
    /// <param name="defaults">What holds where nothing says otherwise.</param>
    public OptionsSource(IEnumerable<FlagValue> given, MultiplexerOptions? defaults = null)
    {
        _given = [.. given];
        _defaults = defaults ?? new();
    }

    /// <summary>Whether there are files, which can change.</summary>
    public bool HasFiles => _seen.Count > 0;

    /// <summary>Whether a file is not what it was when it was last read.</summary>
    public bool HasChanged => _seen.Any(file => FileContent.Of(file.Key).Fingerprint != file.Value);

    /// <summary>What was wrong in the file of targets when it was read.</summary>
    internal IReadOnlyList<FlagProblem> RefusedTargets { get; private set; } = [];

    /// <summary>Reads everything.</summary>
    /// <param name="running">The options of the multiplexer that is to go on with what is read; <see langword="null"/> at a start.</param>
    public OptionsReading Read(MultiplexerOptions? running = null)
    {
        _seen.Clear();
        var reading = ReadOptions(running);
        reading = reading.Options?.MetricRelabelFile is { } rules ? WithRules(reading, rules) : reading;
        reading = reading.Options?.TargetsFile is { } path ? WithTargets(reading, path) : reading;
        RefusedTargets = reading.RefusedTargets;

        // Later on the server looks at that file itself.
        var isFirst = !_isRead;
        _isRead = true;
        reading = isFirst && reading.Options?.WebConfigFile is { } web && WebConfigFile.Check(web) is { } problem ? new() { Problem = problem } : reading;
        return reading.Problem is { Place: null, Flag: { } flag } unplaced ? new() { Problem = unplaced.At(PlaceOf(flag)) } : reading;
    }

    private OptionsReading ReadOptions(MultiplexerOptions? running)
    {
        _values = _given;
        var path = _given.LastOrDefault(value => value.Flag == Flags.ConfigFile).Text;
        if (string.IsNullOrEmpty(path))
        {
            return OptionsReader.Read(_given, _defaults, running);
        }

        if (ConfigFile.Read(path, Open(path), out var values) is { } problem)
        {
            return new() { Problem = problem };
        }

        _values = Precedence.Combine(_given, values);
        return OptionsReader.Read(_values, _defaults, running);
    }

    private OptionsReading WithRules(OptionsReading reading, string path) =>
        RelabelFile.Read(path, Open(path), out var rules) is { } problem
            ? new() { Problem = problem }
            : reading with { Options = reading.Options! with { Filter = reading.Options.Filter.With(rules: rules) } };

    private OptionsReading WithTargets(OptionsReading reading, string path)
    {
        var content = Open(path);
        if (content.Fault is not null)
        {
            return new()
            {
                Problem = new(FlagProblemReason.FileNotReadable, path, $"{content.Fault}", $"check the path and who may read it", Flags.TargetsFile),
            };
        }

        // Without what is wanted of it the file would take all its containers away.
        if (!AnnotationsFile.TryFind(content.Bytes, TargetsFile.Annotation, out var annotation))
        {
            return new()
            {
                Problem = new(
                    FlagProblemReason.InvalidValue,
                    value: null,
                    $"is cut short or not quoted as in Go",
                    $"have Kubernetes write the file",
                    flag: null,
                    $"{path}: {TargetsFile.Annotation}"),
            };
        }

        var refused = new List<FlagProblem>();
        return reading with { Options = TargetsFile.AddTo(reading.Options!, path, annotation, refused), RefusedTargets = refused };
    }

    private string? PlaceOf(Flag flag) => _values.LastOrDefault(value => value.Flag == flag).Place;

    private FileContent Open(string path)
    {
        var content = FileContent.Of(path);
        _seen[path] = content.Fingerprint;
        return content;
    }
}

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

    /// <summary>Reads everything.</summary>
    public OptionsReading Read()
    {
        _seen.Clear();
        var path = _given.LastOrDefault(value => value.Flag == Flags.ConfigFile).Text;
        if (string.IsNullOrEmpty(path))
        {
            return OptionsReader.Read(_given, _defaults);
        }

        return ConfigFile.Read(path, Open(path), out var values) is { } problem
            ? new() { Problem = problem }
            : OptionsReader.Read(Precedence.Combine(_given, values), _defaults);
    }

    private FileContent Open(string path)
    {
        var content = FileContent.Of(path);
        _seen[path] = content.Fingerprint;
        return content;
    }
}

namespace PromMultiplexer.Engine;

/// <summary>
/// Makes options of flags: reads each value, then looks at what the values mean together. All that is ever refused is
/// refused here, so that a command line and a cmdlet refuse the same.
/// </summary>
public sealed class OptionsReader
{
    // Where each flag was given last, and each container, so that what is wrong with several together names a place too.
    private readonly Dictionary<Flag, string?> _places = [];
    private readonly Dictionary<Target, string?> _targetPlaces = new(ReferenceEqualityComparer.Instance);
    private MultiplexerOptions _options;

    private OptionsReader(MultiplexerOptions defaults) => _options = defaults;

    /// <summary>Reads flags. Of a flag that takes one value and was given several times, the last one counts.</summary>
    /// <param name="values">The flags in the order in which they were given.</param>
    /// <param name="defaults">What holds where no flag says otherwise.</param>
    /// <param name="running">
    /// The options of the multiplexer that is to go on with these, for what needs a restart stays as it is there;
    /// <see langword="null"/> at a start.
    /// </param>
    public static OptionsReading Read(IEnumerable<FlagValue> values, MultiplexerOptions? defaults = null, MultiplexerOptions? running = null)
    {
        ArgumentNullException.ThrowIfNull(values);
        var reader = new OptionsReader(defaults ?? new());
        if (values.Select(reader.Take).FirstOrDefault(problem => problem is not null) is { } wrong)
        {
            return new() { Problem = wrong };
        }

        // Before anything is judged: what is refused beside the port that is wanted may be right beside the one that is served.
        var wanted = reader._options;
        reader.Keep(running);
        return reader.MissingFlag() is { } missing ? new() { Problem = missing } : reader.Complete() with { Wanted = wanted };
    }

    private FlagProblem? Take(FlagValue value)
    {
        var before = _options.Targets.Count;
        if (value.Target is { } target)
        {
            _options = _options with { Targets = [.. _options.Targets, target] };
        }
        else if (value.Rules is { } rules)
        {
            _options = _options with { Filter = _options.Filter.With(rules: rules) };
        }
        else if (value.Flag.Set(value.Text, ref _options) is { } problem)
        {
            return problem.At(value.Place);
        }

        _places[value.Flag] = value.Place;
        foreach (var added in _options.Targets.Skip(before))
        {
            _targetPlaces[added] = value.Place;
        }

        return null;
    }

    private void Keep(MultiplexerOptions? running)
    {
        if (running is not null)
        {
            foreach (var flag in Flags.All.Where(flag => flag.IsFixed))
            {
                flag.Set(flag.ValueIn(running), ref _options);
            }
        }
    }

    private OptionsReading Complete()
    {
        if (ContainerNamedTwice(_options.Targets) is { } twice)
        {
            return new() { Problem = twice };
        }

        var all = _options.Targets;
        var options = _options with
        {
            Targets = [.. all.Where(target => !_options.ExcludedContainers.Contains(target.Container))],
            ExcludedContainers = [.. _options.ExcludedContainers.Distinct()],
        };
        return (NoContainerLeft(options) ?? OwnPort(options)) is { } problem
            ? new() { Problem = problem }
            : new() { Options = options, Warnings = [.. UnknownContainers(options, all), .. SharedAddresses(options)] };
    }

    // Where the Pod names its containers itself, nobody else has to, and they may come and go.
    private FlagProblem? MissingFlag() => _options.TargetsFile is not null || Flags.All.FirstOrDefault(flag => flag.IsRequired && !_places.ContainsKey(flag)) is not { } flag
        ? null
        : new(
        FlagProblemReason.MissingFlag, value: null, $"is missing", $"give {flag} {flag.Metavariable}", flag);

    private FlagProblem? ContainerNamedTwice(IReadOnlyList<Target> targets)
    {
        var names = new HashSet<string>();
        return targets.FirstOrDefault(target => !names.Add(target.Container)) is { } twice
            ? new(
                FlagProblemReason.DuplicateContainer,
                twice.Container,
                $"is named twice",
                $"give each container once, under a name of its own",
                Flags.ContainerToPortMap,
                _targetPlaces.GetValueOrDefault(twice))
            : null;
    }

    private FlagProblem? NoContainerLeft(MultiplexerOptions options) => options.Targets.Count > 0 || options.TargetsFile is not null ? null : new(
        FlagProblemReason.NoContainerLeft,
        string.Join(',', options.ExcludedContainers),
        $"leaves no container to scrape",
        $"keep at least one of those in {Flags.ContainerToPortMap}",
        Flags.ExcludeContainers,
        _places.GetValueOrDefault(Flags.ExcludeContainers));

    private FlagProblem? OwnPort(MultiplexerOptions options) =>
        options.Targets.FirstOrDefault(target => target.IsHere && target.Port == options.ExportTo) is { } self
            ? new(
                FlagProblemReason.OwnPort,
                $"{self.Container}:{self.Port}",
                $"is the multiplexer's own port",
                $"give the container's port, or choose another with {Flags.ExportTo}",
                Flags.ContainerToPortMap,
                _targetPlaces.GetValueOrDefault(self))
            : null;

    // Not refused: one template serves many Pods, and not every Pod has every container.
    private IEnumerable<FlagProblem> UnknownContainers(MultiplexerOptions options, IReadOnlyList<Target> all) =>
        options.ExcludedContainers
            .Where(name => options.TargetsFile is null && !all.Any(target => target.Container == name))
            .Select(name => new FlagProblem(
                FlagProblemReason.UnknownContainer,
                name,
                $"is not in {Flags.ContainerToPortMap}",
                $"check the name, or leave it out",
                Flags.ExcludeContainers,
                _places.GetValueOrDefault(Flags.ExcludeContainers)));

    private IEnumerable<FlagProblem> SharedAddresses(MultiplexerOptions options) =>
        options.Targets
            .GroupBy(target => target.AddressWith(options.Endpoint))
            .Where(group => group.Count() > 1)
            .Select(group => new FlagProblem(
                FlagProblemReason.SharedAddress,
                string.Join(',', group.Select(target => target.Container)),
                $"have one port and path, so that the same samples are on the page under each name",
                $"give each container the port of its own metrics",
                Flags.ContainerToPortMap,
                _targetPlaces.GetValueOrDefault(group.Last())));
}

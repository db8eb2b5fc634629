namespace PromMultiplexer.Engine;

/// <summary>
/// Makes options of flags: reads each value, then looks at what the values mean together. All that is ever refused is
/// refused here, so that a command line and a cmdlet refuse the same.
/// </summary>
public static class OptionsReader
{
    /// <summary>Reads flags. Of a flag that takes one value and was given several times, the last one counts.</summary>
    /// <param name="values">The flags in the order in which they were given.</param>
    /// <param name="defaults">What holds where no flag says otherwise.</param>
    public static OptionsReading Read(IEnumerable<FlagValue> values, MultiplexerOptions? defaults = null)
    {
        var options = defaults ?? new();
        var missing = Flags.All.Where(flag => flag.IsRequired).ToList();
        foreach (var (flag, text) in values)
        {
            if (flag.Set(text, ref options) is { } problem)
            {
                return new() { Problem = problem };
            }

            missing.Remove(flag);
        }

        return missing.Count > 0 ? new() { Problem = MissingFlag(missing[0]) } : Complete(options);
    }

    private static OptionsReading Complete(MultiplexerOptions options)
    {
        if (ContainerNamedTwice(options.Targets) is { } twice)
        {
            return new() { Problem = twice };
        }

        var all = options.Targets;
        options = options with
        {
            Targets = [.. all.Where(target => !options.ExcludedContainers.Contains(target.Container))],
            ExcludedContainers = [.. options.ExcludedContainers.Distinct()],
        };
        return (NoContainerLeft(options) ?? OwnPort(options)) is { } problem
            ? new() { Problem = problem }
            : new() { Options = options, Warnings = [.. UnknownContainers(options, all), .. SharedAddresses(options)] };
    }

    private static FlagProblem MissingFlag(Flag flag) => new(
        FlagProblemReason.MissingFlag, value: null, $"is missing", $"give {flag} {flag.Metavariable}", flag);

    private static FlagProblem? ContainerNamedTwice(IReadOnlyList<Target> targets)
    {
        var names = new HashSet<string>();
        return targets.FirstOrDefault(target => !names.Add(target.Container)) is { } twice
            ? new(
                FlagProblemReason.DuplicateContainer,
                twice.Container,
                $"is named twice",
                $"give each container once, under a name of its own",
                Flags.ContainerToPortMap)
            : null;
    }

    private static FlagProblem? NoContainerLeft(MultiplexerOptions options) => options.Targets.Count > 0 ? null : new(
        FlagProblemReason.NoContainerLeft,
        string.Join(',', options.ExcludedContainers),
        $"leaves no container to scrape",
        $"keep at least one of those in {Flags.ContainerToPortMap}",
        Flags.ExcludeContainers);

    private static FlagProblem? OwnPort(MultiplexerOptions options) =>
        options.Targets.FirstOrDefault(target => target.Port == options.ExportTo) is { } self
            ? new(
                FlagProblemReason.OwnPort,
                $"{self.Container}:{self.Port}",
                $"is the multiplexer's own port",
                $"give the container's port, or choose another with {Flags.ExportTo}",
                Flags.ContainerToPortMap)
            : null;

    // Not refused: one template serves many Pods, and not every Pod has every container.
    private static IEnumerable<FlagProblem> UnknownContainers(MultiplexerOptions options, IReadOnlyList<Target> all) =>
        options.ExcludedContainers
            .Where(name => !all.Any(target => target.Container == name))
            .Select(name => new FlagProblem(
                FlagProblemReason.UnknownContainer,
                name,
                $"is not in {Flags.ContainerToPortMap}",
                $"check the name, or leave it out",
                Flags.ExcludeContainers));

    private static IEnumerable<FlagProblem> SharedAddresses(MultiplexerOptions options) =>
        options.Targets
            .GroupBy(target => (target.Port, Path: target.Path ?? options.Endpoint))
            .Where(group => group.Count() > 1)
            .Select(group => new FlagProblem(
                FlagProblemReason.SharedAddress,
                string.Join(',', group.Select(target => target.Container)),
                $"have one port and path, so that the same samples are on the page under each name",
                $"give each container the port of its own metrics",
                Flags.ContainerToPortMap));
}

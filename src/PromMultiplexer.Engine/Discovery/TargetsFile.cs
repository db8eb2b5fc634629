namespace PromMultiplexer.Engine;

/// <summary>
/// Containers named by the Pod itself, in its annotation <c>multiplexer/targets: app=8080/metrics,envoy=9901/stats/prometheus</c>:
/// discovery that needs no right to ask Kubernetes anything. What is wrong with one entry does no harm to the others.
/// </summary>
internal static class TargetsFile
{
    /// <summary>The annotation.</summary>
    public const string Annotation = "multiplexer/targets";

    // More containers than any Pod has, and as many lines of log at once.
    private const int MostTargets = 1000;

    /// <summary>Adds the containers of a file to those that there are.</summary>
    /// <param name="options">The options without these containers.</param>
    /// <param name="path">The file's path.</param>
    /// <param name="annotation">What the annotation in it says.</param>
    /// <param name="refused">Is given what is wrong.</param>
    /// <returns>The options with them.</returns>
    public static MultiplexerOptions AddTo(MultiplexerOptions options, string path, string annotation, List<FlagProblem> refused)
    {
        var targets = options.Targets.ToList();
        var entries = annotation.Split([',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        foreach (var entry in entries.Take(MostTargets))
        {
            var problem = Read(entry, out var target) ?? Conflict(entry, target, targets, options);
            if (problem is not null)
            {
                refused.Add(problem.At($"{path}: {Annotation}"));
            }
            else if (!options.ExcludedContainers.Contains(target.Container))
            {
                targets.Add(target);
            }
        }

        if (entries.Length > MostTargets)
        {
            var problem = new FlagProblem(
                FlagProblemReason.ValueOutOfRange,
                value: null,
                $"has {entries.Length} entries, {entries.Length - MostTargets} more than are read",
                $"name fewer containers");
            refused.Add(problem.At($"{path}: {Annotation}"));
        }

        return options with { Targets = targets };
    }

    private static FlagProblem? Read(string entry, out Target target)
    {
        var (name, rest) = Cut(entry, '=');
        var (port, path) = Cut(rest, '/');
        target = new(name, 0, path.Length > 0 ? path : null);
        if (!ContainerName.IsValid(name))
        {
            return ContainerName.Problem(name);
        }

        if (TargetPathSyntax.ProblemOfMissing(port, entry) is { } noPath)
        {
            return noPath;
        }

        if (!port.StartsWith('=') || !PortSyntax.TryRead(port.AsSpan(1), out var number))
        {
            return new(FlagProblemReason.InvalidValue, entry, $"has no port", $"write <container>=<port>, the port a number from 1 to 65535");
        }

        target = target with { Port = number };
        return TargetPathSyntax.Problem(path, entry);
    }

    private static FlagProblem? Conflict(string entry, Target target, List<Target> targets, MultiplexerOptions options)
    {
        if (targets.Exists(other => other.Container == target.Container))
        {
            return new(FlagProblemReason.DuplicateContainer, entry, $"names a container that there is already", $"give each container once, under a name of its own");
        }

        return target.Port == options.ExportTo
            ? new(FlagProblemReason.OwnPort, entry, $"is the multiplexer's own port", $"give the container's port")
            : null;
    }

    // Before the separator, and from it on.
    private static (string Before, string From) Cut(string text, char separator) =>
        text.IndexOf(separator) is >= 0 and var end ? (text[..end], text[end..]) : (text, "");
}

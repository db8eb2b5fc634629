using System.Globalization;

namespace PromMultiplexer.Engine;

/// <summary>
/// A container with its port and, if it has one, a path of its own: <c>web:8080</c>, <c>vault:8200/v1/sys/metrics?format=prometheus</c>.
/// In the place of the port there may be a socket: <c>web:unix:/run/web.sock</c>, <c>web:unix:/run/web.sock:/metrics</c>.
/// Several of them may have commas between them as long as none has a path: a path goes on to the end of the value,
/// whatever is in it. Where that could have been meant otherwise, it is refused.
/// </summary>
internal sealed class TargetsSyntax : FlagSyntax<IReadOnlyList<Target>>
{
    private const string UnixSocket = ":unix:";

    public override string Metavariable => "<container>:<port>[/<path>]";

    public override FlagProblem? Read(string text, out IReadOnlyList<Target> value)
    {
        var targets = new List<Target>();
        value = targets;
        var rest = text;
        while (rest.Length > 0)
        {
            var (entry, after) = CutEntry(rest);
            if (entry.Length > 0)
            {
                if (ReadEntry(entry, out var target) is { } problem)
                {
                    return problem;
                }

                targets.Add(target);
            }

            rest = after;
        }

        return targets.Count > 0 ? null : new(
            FlagProblemReason.InvalidValue,
            text,
            $"names no container",
            $"write <container>:<port>, as in web:8080");
    }

    public override string Show(IReadOnlyList<Target> value) => string.Join(
        ',',
        value.Select(target => target.UnixSocket is null
            ? string.Create(CultureInfo.InvariantCulture, $"{target.Container}:{target.Port}{target.Path}")
            : $"{target.Container}{UnixSocket}{target.UnixSocket}{(target.Path is null ? "" : $":{target.Path}")}"));

    private static (string Entry, string After) CutEntry(string text)
    {
        var end = text.AsSpan().IndexOfAny(',', '/');
        return end >= 0 && text[end] == ',' ? (text[..end].Trim(), text[(end + 1)..]) : (text.Trim(), "");
    }

    private static FlagProblem? ReadEntry(string entry, out Target target)
    {
        var (name, afterName) = CutBefore(entry, ":/");
        var (port, path) = CutBefore(afterName, "/");
        target = new(name, 0, path.Length > 0 ? path : null);
        if (name.Length == 0)
        {
            return new(FlagProblemReason.InvalidValue, entry, $"names no container", $"write <container>:<port>, as in web:8080");
        }

        if (!ContainerName.IsValid(name))
        {
            return ContainerName.Problem(name);
        }

        if (port == UnixSocket)
        {
            return ReadSocket(entry, name, path, out target);
        }

        if (TargetPathSyntax.ProblemOfMissing(port, entry) is { } noPath)
        {
            return noPath;
        }

        if (!port.StartsWith(':') || !PortSyntax.TryRead(port.AsSpan(1), out var number))
        {
            var (reason, fault) = port.Length > 1 && port.Skip(1).All(char.IsAsciiDigit)
                ? (FlagProblemReason.ValueOutOfRange, (FormattableString)$"has a port out of range")
                : (FlagProblemReason.InvalidValue, $"has no port");
            return new(reason, entry, fault, $"write <container>:<port>, the port a number from 1 to 65535");
        }

        target = target with { Port = number };
        return ProblemOfPath(entry, path);
    }

    // The path behind the socket's begins at the colon that no socket's path has.
    private static FlagProblem? ReadSocket(string entry, string name, string path, out Target target)
    {
        var (socket, rest) = CutBefore(path, ":");
        target = new(name, 0, rest.Length > 1 ? rest[1..] : null) { UnixSocket = socket };
        if (target.Path?.StartsWith('/') == false)
        {
            return new(FlagProblemReason.InvalidValue, entry, $"has a path that does not begin with /", $"write <container>:unix:<socket>:<path>");
        }

        return new SocketPathSyntax().Read(socket, out _)?.Quoting(entry) ?? ProblemOfPath(entry, target.Path ?? "");
    }

    private static (string Before, string From) CutBefore(string text, string separators)
    {
        var end = text.AsSpan().IndexOfAny(separators);
        return end < 0 ? (text, "") : (text[..end], text[end..]);
    }

    private static FlagProblem? ProblemOfPath(string entry, string path)
    {
        if (path.Split(',').Skip(1).Any(LooksLikeAnEntry))
        {
            return new(
                FlagProblemReason.InvalidValue,
                entry,
                $"is one container with a comma in its path, or two containers",
                $"give each container by itself, and write a path's comma as %2C");
        }

        return TargetPathSyntax.Problem(path, entry);
    }

    private static bool LooksLikeAnEntry(string text)
    {
        var (name, port) = CutBefore(text.Trim(), ":");
        return ContainerName.IsValid(name) && port.Length > 1 && char.IsAsciiDigit(port[1]);
    }
}

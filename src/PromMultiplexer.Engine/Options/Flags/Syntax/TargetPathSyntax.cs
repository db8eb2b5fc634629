namespace PromMultiplexer.Engine;

/// <summary>The path that a container is scraped on, possibly with a query: sent as it is written.</summary>
internal sealed class TargetPathSyntax : FlagSyntax<string>
{
    public override string Metavariable => "<path>";

    public override FlagProblem? Read(string text, out string value)
    {
        value = text;
        return text.StartsWith('/')
            ? Problem(text, text)
            : new(FlagProblemReason.InvalidValue, text, $"does not begin with /", $"give a path such as /metrics");
    }

    public override string Show(string value) => value;

    /// <summary>What is wrong with a port that a query follows, and no path.</summary>
    /// <param name="port">All that comes before a path.</param>
    /// <param name="quoted">What it is a part of.</param>
    public static FlagProblem? ProblemOfMissing(string port, string quoted) => port.Contains('?')
        ? new(FlagProblemReason.InvalidValue, quoted, $"has a query without a path", $"write the path before it, as in /metrics?format=prometheus")
        : null;

    /// <summary>What is wrong with a path that begins as one.</summary>
    /// <param name="path">The path.</param>
    /// <param name="quoted">What is quoted: the path, or what it is a part of.</param>
    public static FlagProblem? Problem(string path, string quoted)
    {
        if (path.Contains('#'))
        {
            return new(FlagProblemReason.InvalidValue, quoted, $"has a fragment, which is never sent", $"leave out what begins with #");
        }

        return path.AsSpan().ContainsAnyExceptInRange('!', '~') || path.Contains('\\')
            ? new(FlagProblemReason.InvalidValue, quoted, $"has a path with a character that no URL has", $"write it escaped, as in %20")
            : null;
    }
}

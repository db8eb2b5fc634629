namespace PromMultiplexer.Engine;

/// <summary>The query that a container is scraped with, without the question mark: sent as it is written.</summary>
internal sealed class TargetQuerySyntax : FlagSyntax<string>
{
    public override string Metavariable => "<query>";

    public override FlagProblem? Read(string text, out string value)
    {
        value = text;
        return text.StartsWith('?')
            ? new(FlagProblemReason.InvalidValue, text, $"begins with a question mark", $"leave that out, as in format=prometheus")
            : TargetPathSyntax.Problem(text, text);
    }

    public override string Show(string value) => value;
}

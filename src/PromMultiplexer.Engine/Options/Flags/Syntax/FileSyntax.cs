namespace PromMultiplexer.Engine;

/// <summary>The path of a file. Empty for none.</summary>
internal sealed class FileSyntax : FlagSyntax<string?>
{
    public override string Metavariable => "<file>";

    public override FlagProblem? Read(string text, out string? value)
    {
        value = text.Length == 0 ? null : text;
        return text.Contains('\0') ? new(FlagProblemReason.InvalidValue, text, $"is no path", $"give the path of a file") : null;
    }

    public override string Show(string? value) => value ?? "";
}

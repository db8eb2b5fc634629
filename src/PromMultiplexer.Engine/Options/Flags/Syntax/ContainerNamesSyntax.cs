namespace PromMultiplexer.Engine;

/// <summary>Names of containers with commas between them. Blanks and empty parts do not count, and nothing at all is a list too.</summary>
internal sealed class ContainerNamesSyntax : FlagSyntax<IReadOnlyList<string>>
{
    public override string Metavariable => "<container>[,...]";

    public override FlagProblem? Read(string text, out IReadOnlyList<string> value)
    {
        value = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        return value.FirstOrDefault(name => !ContainerName.IsValid(name)) is { } wrong ? ContainerName.Problem(wrong) : null;
    }

    public override string Show(IReadOnlyList<string> value) => string.Join(',', value);
}

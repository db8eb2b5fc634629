namespace PromMultiplexer.Engine;

/// <summary>The name of one container.</summary>
internal sealed class ContainerNameSyntax : FlagSyntax<string>
{
    public override string Metavariable => "<container>";

    public override FlagProblem? Read(string text, out string value)
    {
        value = text;
        return ContainerName.IsValid(text) ? null : ContainerName.Problem(text);
    }

    public override string Show(string value) => value;
}

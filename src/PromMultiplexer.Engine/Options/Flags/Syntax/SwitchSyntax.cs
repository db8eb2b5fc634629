namespace PromMultiplexer.Engine;

/// <summary>On or off: <c>true</c> or <c>false</c>, in whatever case.</summary>
internal sealed class SwitchSyntax : FlagSyntax<bool>
{
    public const string On = "true";

    public override string Metavariable => "<true|false>";

    public override FlagProblem? Read(string text, out bool value)
    {
        value = text.Equals(On, StringComparison.OrdinalIgnoreCase);
        return value || text.Equals("false", StringComparison.OrdinalIgnoreCase)
            ? null
            : new(FlagProblemReason.InvalidValue, text, $"is neither true nor false", $"give one of the two, or no value for true");
    }

    public override string Show(bool value) => value ? On : "false";
}

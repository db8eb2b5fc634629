using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>The name of the label that is added to every sample.</summary>
internal sealed class LabelNameSyntax : FlagSyntax<string>
{
    public override string Metavariable => "<label>";

    public override FlagProblem? Read(string text, out string value)
    {
        value = text;
        if (text is "le" or "quantile" || text.StartsWith("__", StringComparison.Ordinal))
        {
            return new(
                FlagProblemReason.ReservedLabel,
                text,
                $"is a label that means something else to Prometheus",
                $"give another name, such as container");
        }

        return LabelInjector.IsInjectable(text) ? null : new(
            FlagProblemReason.InvalidValue,
            text,
            $"is no label name",
            $"begin with a letter or _, and go on with letters, digits and _");
    }

    public override string Show(string value) => value;
}

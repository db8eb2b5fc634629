using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>A format under Prometheus' name, or <c>none</c>.</summary>
internal sealed class FallbackProtocolSyntax : FlagSyntax<ExpositionFormat?>
{
    private const string None = "none";

    public override string Metavariable => "<protocol|none>";

    public override FlagProblem? Read(string text, out ExpositionFormat? value)
    {
        value = null;
        if (ScrapeProtocol.TryParse(text, out var format))
        {
            value = format;
            return null;
        }

        return text.Equals(None, StringComparison.OrdinalIgnoreCase)
            ? null
            : new FlagProblem(
                FlagProblemReason.InvalidValue, text, $"is no protocol", $"give {string.Join(", ", ScrapeProtocol.Names)} or {None}");
    }

    public override string Show(ExpositionFormat? value) => value is { } format ? ScrapeProtocol.NameOf(format) : None;
}

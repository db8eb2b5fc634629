using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>Formats under Prometheus' names, the most wanted first, with commas between them.</summary>
internal sealed class ScrapeProtocolsSyntax : FlagSyntax<ScrapeAccept>
{
    private static readonly string Names = string.Join(", ", ScrapeProtocol.Names);

    public override string Metavariable => "<protocol>[,...]";

    public override FlagProblem? Read(string text, out ScrapeAccept value)
    {
        var names = text.Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        if (ScrapeAccept.TryParse(names, out var accept, out var error))
        {
            value = accept;
            return null;
        }

        value = ScrapeAccept.Default;
        return error.Fault switch
        {
            ScrapeProtocolFault.Missing => new FlagProblem(FlagProblemReason.InvalidValue, text, $"names no protocol", $"give at least one of {Names}"),
            ScrapeProtocolFault.Duplicate => new FlagProblem(FlagProblemReason.InvalidValue, error.Name, $"is given twice", $"give each protocol once"),
            _ => new FlagProblem(FlagProblemReason.InvalidValue, error.Name, $"is no protocol", $"give some of {Names}"),
        };
    }

    public override string Show(ScrapeAccept value) => string.Join(", ", value.Protocols.Select(ScrapeProtocol.NameOf));
}

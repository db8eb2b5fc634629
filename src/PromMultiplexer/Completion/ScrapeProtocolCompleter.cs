using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PromMultiplexer.Engine;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Completion;

/// <summary>Completes a format with Prometheus' names of those that containers can be asked for.</summary>
internal sealed class ScrapeProtocolCompleter : IArgumentCompleter
{
    private static readonly string? FallbackParameter = Flags.FallbackScrapeProtocol.ParameterName;

    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        from name in parameterName == FallbackParameter ? ScrapeProtocol.Names.Append("none") : ScrapeProtocol.Names
        where name.StartsWith(Word.Unquote(wordToComplete), StringComparison.OrdinalIgnoreCase)
        select new CompletionResult(name);
}

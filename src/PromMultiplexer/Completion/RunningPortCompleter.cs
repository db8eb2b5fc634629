using System.Collections;
using System.Globalization;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PromMultiplexer.Completion;

/// <summary>Completes a port with those of the multiplexers that run.</summary>
internal sealed class RunningPortCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        from multiplexer in RunningMultiplexers.All
        let port = multiplexer.Port.ToString(CultureInfo.InvariantCulture)
        where port.StartsWith(Word.Unquote(wordToComplete), StringComparison.Ordinal)
        select new CompletionResult(port, port, CompletionResultType.ParameterValue, multiplexer.ToString());
}

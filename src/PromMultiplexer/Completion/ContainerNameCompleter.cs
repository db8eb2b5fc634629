using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PromMultiplexer.Completion;

/// <summary>Completes the names of the containers that the multiplexers of this process scrape.</summary>
internal sealed class ContainerNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        RunningMultiplexers.All
            .SelectMany(multiplexer => multiplexer.Containers)
            .Select(container => container.Name)
            .Distinct()
            .Where(name => name.StartsWith(Word.Unquote(wordToComplete), StringComparison.OrdinalIgnoreCase))
            .Select(name => new CompletionResult(name));
}

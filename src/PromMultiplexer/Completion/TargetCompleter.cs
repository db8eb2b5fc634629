using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PromMultiplexer.Completion;

/// <summary>Completes what can be scraped with the pages of the multiplexers that run, and with their containers.</summary>
internal sealed class TargetCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        foreach (var multiplexer in RunningMultiplexers.All)
        {
            var containers = multiplexer.Containers.Select(container => (
                Text: $"{container.Name}:{container.Url.Port}{container.Url.PathAndQuery}", About: container.ToString()));
            foreach (var (text, about) in containers.Prepend((multiplexer.Url.ToString(), multiplexer.ToString())))
            {
                if (text.StartsWith(wordToComplete.Trim('\'', '"'), StringComparison.OrdinalIgnoreCase))
                {
                    var quoted = text.AsSpan().IndexOfAny("?&;()") >= 0 ? $"'{text}'" : text;
                    yield return new CompletionResult(quoted, text, CompletionResultType.ParameterValue, about);
                }
            }
        }
    }
}

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
            var containers = multiplexer.Containers.Select(container => (Text: TargetOf(container), About: container.ToString()));
            foreach (var (text, about) in containers.Prepend((multiplexer.Url.ToString(), multiplexer.ToString())))
            {
                if (text.StartsWith(Word.Unquote(wordToComplete), StringComparison.OrdinalIgnoreCase))
                {
                    yield return new CompletionResult(Word.Of(text), text, CompletionResultType.ParameterValue, about);
                }
            }
        }
    }

    // The container's name stands for this Pod: for another host, and for TLS, there are only URLs.
    private static string TargetOf(MetricsContainer container) => container.Url switch
    {
        { Scheme: "unix" } url => $"{container.Name}:{url.OriginalString}",
        { Scheme: "http", Host: "localhost" } url => $"{container.Name}:{url.Port}{url.PathAndQuery}",
        var url => url.AbsoluteUri,
    };
}

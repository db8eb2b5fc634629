using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using PromMultiplexer.Exposition;
using PromMultiplexer.Testing;

namespace PromMultiplexer.Completion;

/// <summary>Completes the names of the rules that pages are checked by.</summary>
internal sealed class LintRuleCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        from rule in Enum.GetNames<LintRule>().Append(PageTest.Syntax).Append(PageTest.Specification)
        where rule.StartsWith(Word.Unquote(wordToComplete), StringComparison.OrdinalIgnoreCase)
        select new CompletionResult(rule);
}

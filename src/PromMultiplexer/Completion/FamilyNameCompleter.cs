using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PromMultiplexer.Completion;

/// <summary>Completes the names of the families that were read last.</summary>
internal sealed class FamilyNameCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters) =>
        from family in Vocabulary.Latest.Families
        where family.Key.StartsWith(Word.Unquote(wordToComplete), StringComparison.OrdinalIgnoreCase)
        select new CompletionResult(Word.Of(WildcardPattern.Escape(family.Key)), family.Key, CompletionResultType.ParameterValue, family.Value is { Length: > 0 } help ? help : family.Key);
}

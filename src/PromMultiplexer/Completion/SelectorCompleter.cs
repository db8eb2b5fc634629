using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;

namespace PromMultiplexer.Completion;

/// <summary>Completes a selector of PromQL with the names and values that were read last, whichever comes next in it.</summary>
internal sealed class SelectorCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var word = wordToComplete.Trim('\'');
        var (known, next) = Next(word);
        foreach (var (text, about) in next)
        {
            // In quotes, since braces mean something to PowerShell.
            yield return new CompletionResult(
                $"'{(known + text).Replace("'", "''", StringComparison.Ordinal)}'", text, CompletionResultType.ParameterValue, about);
        }
    }

    /// <summary>What stays of the word, and what can follow.</summary>
    private static (string Known, IEnumerable<(string Text, string About)> Next) Next(string word)
    {
        var names = Vocabulary.Latest;
        var brace = word.IndexOf('{');
        if (brace < 0)
        {
            return ("", names.Families.Where(family => StartsWith(family.Key, word)).Select(family => (family.Key, family.Value is { Length: > 0 } help ? help : family.Key)));
        }

        var start = EndOfMatchers(word, brace + 1);
        var matcher = word[start..];
        var quote = matcher.IndexOf('"');
        if (quote < 0)
        {
            return (word[..start], names.Labels.Where(label => StartsWith(label, matcher)).Select(label => ($"{label}=\"", label)));
        }

        var label = matcher[..quote].TrimEnd('=', '!', '~', ' ').Trim();
        var begun = matcher[(quote + 1)..];
        return (
            word[..(start + quote + 1)],
            names.ValuesOf(label).Where(value => StartsWith(value, begun)).Select(value => ($"{value.Replace("\\", "\\\\").Replace("\"", "\\\"")}\"}}", value)));
    }

    /// <summary>Where the matcher begins that is not finished: behind the last comma that stands in no quotes.</summary>
    private static int EndOfMatchers(string word, int start)
    {
        var isQuoted = false;
        for (var i = start; i < word.Length; i++)
        {
            if (word[i] == '"')
            {
                isQuoted = !isQuoted;
            }
            else if (word[i] == ',' && !isQuoted)
            {
                start = i + 1;
            }
        }

        return start;
    }

    private static bool StartsWith(string text, string begun) => text.StartsWith(begun, StringComparison.OrdinalIgnoreCase);
}

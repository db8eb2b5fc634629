using System.Collections;
using System.Management.Automation;
using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace PromMultiplexer.Completion;

/// <summary>Completes a selector of PromQL with the names and values that were read last, whichever comes next in it.</summary>
internal sealed partial class SelectorCompleter : IArgumentCompleter
{
    /// <inheritdoc/>
    public IEnumerable<CompletionResult> CompleteArgument(
        string commandName, string parameterName, string wordToComplete, CommandAst commandAst, IDictionary fakeBoundParameters)
    {
        var (known, next) = Next(Word.Unquote(wordToComplete));
        foreach (var (text, about) in next)
        {
            // In quotes, since braces mean something to PowerShell.
            yield return new CompletionResult(Word.Quoted(known + text), text, CompletionResultType.ParameterValue, about);
        }
    }

    /// <summary>What stays of the word, and what can follow.</summary>
    private static (string Known, IEnumerable<(string Text, string About)> Next) Next(string word)
    {
        var names = Vocabulary.Latest;
        var brace = word.IndexOf('{');
        if (brace < 0)
        {
            return ("", Samples(word).Select(sample => (PlainMetric.IsMatch(sample.Name) ? sample.Name : $"{{{InQuotes(sample.Name)}}}", sample.About)));
        }

        var start = EndOfMatchers(word, brace + 1);
        var matcher = Matcher.Match(word[start..]);
        if (!matcher.Success)
        {
            return ("", []);
        }

        var (name, quoted, operation, value) = (matcher.Groups["name"], matcher.Groups["quoted"], matcher.Groups["operation"], matcher.Groups["value"]);
        var begun = quoted.Success ? WithoutEscapes(quoted.Value) : name.Value;
        if (operation.Success)
        {
            return (
                value.Success ? word[..(start + value.Index)] : $"{word}\"",
                names.ValuesOf(begun)
                    .Select(known => (Known: known, Text: Escaped(operation.Value.Contains('~') ? Regex.Escape(known) : known)))
                    .Where(known => StartsWith(known.Text, value.Value) || StartsWith(known.Known, value.Value))
                    .Select(known => ($"{known.Text}\"}}", known.Known)));
        }

        var labels = names.Labels
            .Where(label => StartsWith(label, begun))
            .Select(label => ($"{(PlainLabel.IsMatch(label) && !quoted.Success ? label : InQuotes(label))}=\"", label));

        // A name in quotes can be the metric's.
        return (
            word[..(start + name.Index)],
            quoted.Success ? Samples(begun).Select(sample => ($"{InQuotes(sample.Name)}}}", sample.About)).Concat(labels) : labels);
    }

    private static IEnumerable<(string Name, string About)> Samples(string begun) =>
        from sample in Vocabulary.Latest.Samples
        where StartsWith(sample.Key, begun)
        select (sample.Key, sample.Value is { Length: > 0 } help ? help : sample.Key);

    /// <summary>Where the matcher begins that is not finished: behind the last comma that stands in no quotes.</summary>
    private static int EndOfMatchers(string word, int start)
    {
        var isQuoted = false;
        for (var i = start; i < word.Length; i++)
        {
            if (word[i] == '\\' && isQuoted)
            {
                i++;
            }
            else if (word[i] == '"')
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

    private static string InQuotes(string text) => $"\"{Escaped(text)}\"";

    private static string Escaped(string text) => text.Replace("\\", "\\\\").Replace("\"", "\\\"").Replace("\n", "\\n");

    private static string WithoutEscapes(string text) => Escape.Replace(text, escape => escape.Value == "\\n" ? "\n" : escape.Value[1..]);

    [GeneratedRegex(@"^[a-zA-Z_:][a-zA-Z0-9_:]*\z")]
    private static partial Regex PlainMetric { get; }

    [GeneratedRegex(@"^[a-zA-Z_][a-zA-Z0-9_]*\z")]
    private static partial Regex PlainLabel { get; }

    /// <summary>A label's name, in quotes or not, what its value is compared by, and the value; as far as all that has been written.</summary>
    [GeneratedRegex("""^\s*(?<name>"(?<quoted>(?:[^"\\]|\\.)*)"?|[^"=!~\s]*)\s*(?:(?<operation>=~|!~|!=|=)\s*(?:"(?<value>.*))?)?\z""", RegexOptions.Singleline)]
    private static partial Regex Matcher { get; }

    [GeneratedRegex(@"\\.")]
    private static partial Regex Escape { get; }
}

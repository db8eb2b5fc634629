using System.Management.Automation.Language;
using System.Text.RegularExpressions;

namespace PromMultiplexer.Completion;

/// <summary>A word of a command line, which may stand in quotes.</summary>
internal static partial class Word
{
    /// <summary>What a word says that was begun. PowerShell has its escapes read already, and may have closed its quote.</summary>
    public static string Unquote(string word) =>
        word is not ['\'' or '"', .. var rest] ? word
        : rest.EndsWith(word[0]) ? rest[..^1]
        : rest;

    /// <summary>A text as a word: in quotes where it means something to PowerShell.</summary>
    public static string Of(string text) => Plain.IsMatch(text) ? text : Quoted(text);

    /// <summary>A text as a word in quotes.</summary>
    public static string Quoted(string text) => $"'{CodeGeneration.EscapeSingleQuotedStringContent(text)}'";

    [GeneratedRegex(@"^\w[\w.:/-]*\z")]
    private static partial Regex Plain { get; }
}

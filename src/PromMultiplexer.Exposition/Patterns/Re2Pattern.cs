using System.Diagnostics.CodeAnalysis;
using System.Text;
using System.Text.RegularExpressions;

namespace PromMultiplexer.Exposition;

/// <summary>
/// A regular expression as Prometheus takes it: in RE2's syntax, matched against the whole of a text, in time linear in its
/// length whatever the pattern is. Immutable and safe for concurrent use; equal to another of the same text.
/// </summary>
public sealed class Re2Pattern : IEquatable<Re2Pattern>
{
    private readonly Regex _regex;
    private readonly IReadOnlyDictionary<string, int> _groups;

    private Re2Pattern(string text, Regex regex, IReadOnlyDictionary<string, int> groups) => (Text, _regex, _groups) = (text, regex, groups);

    /// <summary>What matches anything, as one group: Prometheus' default.</summary>
    public static Re2Pattern Anything { get; } = TryParse("(.*)", out var pattern, out _) ? pattern : null!;

    /// <summary>The pattern as it was given.</summary>
    public string Text { get; }

    /// <summary>Reads a pattern.</summary>
    /// <param name="text">The pattern, in RE2's syntax.</param>
    /// <param name="pattern">The pattern, if it is one.</param>
    /// <param name="error">What is wrong with it, if it is none: the end of a sentence that begins with the pattern.</param>
    public static bool TryParse(string text, [NotNullWhen(true)] out Re2Pattern? pattern, [NotNullWhen(false)] out string? error)
    {
        ArgumentNullException.ThrowIfNull(text);
        pattern = null;
        if (PatternSyntax.Translate(text, out var translated, out var groups) is { } unknown)
        {
            error = $"has {unknown}";
            return false;
        }

        try
        {
            pattern = new Re2Pattern(
                text,
                new Regex($@"\A(?:{translated})\z", RegexOptions.NonBacktracking | RegexOptions.CultureInvariant | RegexOptions.Singleline),
                groups);
            error = null;
            return true;
        }
        catch (Exception fault) when (fault is ArgumentException or NotSupportedException)
        {
            error = fault is RegexParseException { Error: var reason } ? $"is no regular expression: {PatternFault.Spell(reason)}" : "is too complex, or of a kind that RE2 does not have";
            return false;
        }
    }

    /// <summary>Whether the pattern matches the whole of <paramref name="text"/>.</summary>
    public bool IsMatch(ReadOnlySpan<char> text) => _regex.IsMatch(text);

    /// <inheritdoc/>
    public bool Equals(Re2Pattern? other) => other is not null && Text == other.Text;

    /// <inheritdoc/>
    public override bool Equals(object? obj) => Equals(obj as Re2Pattern);

    /// <inheritdoc/>
    public override int GetHashCode() => Text.GetHashCode(StringComparison.Ordinal);

    /// <summary>The pattern as it was given.</summary>
    public override string ToString() => Text;

    /// <summary>What the pattern finds in a text; <see langword="null"/> if it does not match the whole of it.</summary>
    internal Match? Match(string text) => _regex.Match(text) is { Success: true } match ? match : null;

    /// <summary>Puts what was found into a template, as Go does it: <c>$1</c>, <c>${1}</c>, <c>$name</c>, <c>$$</c>.</summary>
    internal string Expand(string template, Match match)
    {
        if (!template.Contains('$', StringComparison.Ordinal))
        {
            return template;
        }

        var output = new StringBuilder();
        for (var at = 0; at < template.Length; at++)
        {
            if (template[at] != '$' || at + 1 == template.Length)
            {
                output.Append(template[at]);
            }
            else if (template[at + 1] == '$')
            {
                output.Append('$');
                at++;
            }
            else if (TryReadName(template, at + 1, out var name, out var end))
            {
                output.Append(ValueOf(name, match));
                at = end - 1;
            }
            else
            {
                output.Append('$');
            }
        }

        return output.ToString();
    }

    private static bool TryReadName(string template, int at, out string name, out int end)
    {
        var isBraced = template[at] == '{';
        var start = isBraced ? at + 1 : at;
        end = start;
        while (end < template.Length && (char.IsLetterOrDigit(template[end]) || template[end] == '_'))
        {
            end++;
        }

        name = template[start..end];
        if (name.Length == 0 || (isBraced && (end == template.Length || template[end] != '}')))
        {
            return false;
        }

        end += isBraced ? 1 : 0;
        return true;
    }

    // A name of digits is a number. What is not there is nothing.
    private string ValueOf(string name, Match match) =>
        int.TryParse(name, System.Globalization.NumberStyles.None, null, out var number) ? match.Groups[number].Value
        : _groups.TryGetValue(name, out number) ? match.Groups[number].Value
        : "";
}

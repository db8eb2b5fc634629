using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;
using System.Text.Unicode;

namespace PromMultiplexer.Exposition.Tests.Model;

/// <summary>
/// Reads a text page the slow and obvious way: regular expressions over a string with one character for each byte, as
/// Prometheus' lexer is described by regular expressions. Knows the tolerant verdict only, and no error texts.
/// </summary>
internal sealed partial class ModelReader
{
    private static readonly (string Suffix, string[] Types)[] s_parts =
        [("_bucket", ["histogram"]), ("_sum", ["histogram", "summary"]), ("_count", ["histogram", "summary"])];

    private readonly string _page;
    private readonly Dictionary<string, ModelFamily> _byName = [];
    private readonly List<ModelFamily> _families = [];
    private readonly List<(ModelSample Sample, ModelFamily Home)> _samples = [];
    private ModelFamily? _current;
    private int _position;
    private int _dropped;

    private ModelReader(string page) => _page = page + "\n";

    /// <summary>The page, or <see langword="null"/> where Prometheus would refuse it.</summary>
    public static ModelSource? Read(ReadOnlySpan<byte> page)
    {
        var reader = new ModelReader(Encoding.Latin1.GetString(page));
        try
        {
            reader.ReadLines();
        }
        catch (FormatException)
        {
            return null;
        }

        return reader.Finish();
    }

    public static bool IsNumber(string text) =>
        Number().IsMatch(text) && (char.IsLetter(text.TrimStart('+', '-')[0]) || double.IsFinite(double.Parse(text, CultureInfo.InvariantCulture)));

    private static bool IsUtf8(string bytes) => Utf8.IsValid(Encoding.Latin1.GetBytes(bytes));

    private static string Unquote(string quoted) => Unescape(quoted[1..^1]);

    private static string Unescape(string text) => LabelEscape().Replace(text, escape => escape.Value[1] == 'n' ? "\n" : escape.Value[1..]);

    private void ReadLines()
    {
        while (_position < _page.Length)
        {
            var blanks = Take(Blanks());
            if (_page[_position] == '\0')
            {
                return;
            }

            if (_page[_position] == '\n')
            {
                _position++;
            }
            else if (_page[_position] == '#')
            {
                if (!ReadComment())
                {
                    return;
                }
            }
            else
            {
                ReadSample(isIndented: blanks.Length > 0);
            }
        }
    }

    /// <summary>Returns whether the page goes on behind it.</summary>
    private bool ReadComment()
    {
        if (TryTake(Keyword()) is { } keyword)
        {
            var name = Take(MetaName());
            ReadMetadata(
                isType: keyword.Contains("TYPE", StringComparison.Ordinal),
                name.StartsWith('"') ? Unquote(name) : name,
                Take(RestOfLine()));
            return true;
        }

        if (TryTake(WordlessComment()) is not null)
        {
            return false;
        }

        Take(RestOfLine());
        return true;
    }

    /// <param name="isType">TYPE; otherwise HELP.</param>
    /// <param name="name">The family's name.</param>
    /// <param name="rest">The rest of the line: one byte that sets the text apart, and the text.</param>
    private void ReadMetadata(bool isType, string name, string rest)
    {
        var text = rest.Length > 0 ? rest[1..] : "";
        if (isType)
        {
            Insist(text is "counter" or "gauge" or "histogram" or "summary" or "untyped");
            if (IsName(name))
            {
                (_current = FamilyOf(name)).Types.Add(text);
            }

            return;
        }

        Insist(IsUtf8(text));
        if (IsName(name))
        {
            _current = FamilyOf(name);
            _current.Help = _current.Help.Length > 0 ? _current.Help : HelpEscape().Replace(text, escape => escape.Value == @"\n" ? "\n" : @"\");
        }
    }

    private void ReadSample(bool isIndented)
    {
        var name = TryTake(MetricName());
        Insist(name is null || !isIndented);
        var spelled = new List<ModelLabel>();
        if (name is not null)
        {
            Take(Blanks());
        }

        var hasBraces = _page[_position] == '{';
        Insist(hasBraces || name is not null);
        if (hasBraces)
        {
            _position++;
            ReadLabels(spelled, ref name);
            Take(Blanks());
        }

        var value = Take(Value());
        Insist(IsNumber(value));
        Take(Blanks());
        var timestamp = TryTake(Digits());
        Insist(timestamp is null || long.TryParse(timestamp, NumberStyles.None, CultureInfo.InvariantCulture, out _));
        Take(Blanks());
        Take(LineEnd());
        Insist(name is not null && IsName(name));
        AddSample(new ModelSample(name!, spelled, hasBraces, value, timestamp));
    }

    private void ReadLabels(List<ModelLabel> labels, ref string? name)
    {
        while (true)
        {
            Take(Blanks());
            if (TryTake(CloseBrace()) is not null)
            {
                return;
            }

            var token = Take(LabelName());
            Take(Blanks());
            if (token.StartsWith('"') && _page[_position] is ',' or '}')
            {
                Insist(name is null);
                name = Unquote(token);
                if (_page[_position] == ',')
                {
                    _position++;
                }

                continue;
            }

            Take(Equal());
            Take(Blanks());
            var value = Take(LabelValue());
            Insist(IsUtf8(value));
            labels.Add(new ModelLabel(token.StartsWith('"') ? Unquote(token) : token, Unquote(value)));
            Take(Blanks());
            TryTake(Comma());
        }
    }

    /// <summary>
    /// As Prometheus does when it takes a sample over: a label that is empty is no label, and neither is any other of its name;
    /// the metric's name is the label <c>__name__</c>; what remains must have a name each, and each only once.
    /// </summary>
    private void AddSample(ModelSample sample)
    {
        var empty = sample.Labels.Where(label => label.Value.Length == 0).Select(label => label.Name).ToHashSet();
        Insist(!empty.Contains("__name__"));
        var repeated = sample.Labels.GroupBy(label => label.Name).Where(group => group.Count() > 1).Select(group => group.Key).ToHashSet();
        var kept = sample.Labels.Where(label => !(empty.Contains(label.Name) && (repeated.Contains(label.Name) || !IsName(label.Name)))).ToList();
        Insist(kept.All(label => IsName(label.Name)));
        if (kept.Any(label => label.Name == "__name__") || kept.DistinctBy(label => label.Name).Count() < kept.Count)
        {
            _dropped++;
            return;
        }

        _samples.Add((sample with { Labels = kept }, HomeOf(sample.Name)));
    }

    /// <summary>
    /// The family that a sample seems to belong to when it is read: that of the line before, if it has such samples; otherwise
    /// that of its name, if there is one so far; otherwise the histogram or summary that it is a part of.
    /// </summary>
    private ModelFamily HomeOf(string name) => _current =
        _current is not null && (_current.Name == name || _current == OwnerOf(name)) ? _current
        : _byName.GetValueOrDefault(name) ?? OwnerOf(name) ?? FamilyOf(name);

    private ModelFamily? OwnerOf(string name)
    {
        foreach (var (suffix, types) in s_parts)
        {
            if (name.EndsWith(suffix, StringComparison.Ordinal)
                && _byName.TryGetValue(name[..^suffix.Length], out var owner)
                && owner.Types.Distinct().Count() == 1
                && types.Contains(owner.Types[0]))
            {
                return owner;
            }
        }

        return null;
    }

    /// <summary>At the end families without a TYPE turn out to be parts of others whose TYPE came late.</summary>
    private ModelSource Finish()
    {
        foreach (var (sample, home) in _samples)
        {
            (home.Types.Count == 0 && OwnerOf(home.Name) is { } owner ? owner : home).Samples.Add(sample);
        }

        return new ModelSource([.. _families.Where(family => family.Types.Count > 0 || OwnerOf(family.Name) is null)], _dropped);
    }

    private ModelFamily FamilyOf(string name)
    {
        if (!_byName.TryGetValue(name, out var family))
        {
            _byName[name] = family = new ModelFamily(name);
            _families.Add(family);
        }

        return family;
    }

    private static bool IsName(string name) => name.Length > 0 && IsUtf8(name);

    private static void Insist(bool isMet)
    {
        if (!isMet)
        {
            throw new FormatException();
        }
    }

    private string Take(Regex token) => TryTake(token) ?? throw new FormatException();

    private string? TryTake(Regex token)
    {
        var match = token.Match(_page, _position);
        if (!match.Success)
        {
            return null;
        }

        _position += match.Length;
        return match.Value;
    }

    [GeneratedRegex(@"\G[ \t]*")]
    private static partial Regex Blanks();

    [GeneratedRegex(@"\G#[ \t]+(HELP|TYPE)[ \t]+")]
    private static partial Regex Keyword();

    /// <summary>A comment that a NUL ends together with the page: it has no blank behind the '#', or the NUL comes first.</summary>
    [GeneratedRegex(@"\G#(?![ \t])[^\n]*?\0|\G#[ \t]+\0")]
    private static partial Regex WordlessComment();

    [GeneratedRegex(@"\G(?:""(?:\\[^\n\0]|[^\\""\0])*""|[a-zA-Z_:][a-zA-Z0-9_:]*)")]
    private static partial Regex MetaName();

    [GeneratedRegex(@"\G[^\n]*")]
    private static partial Regex RestOfLine();

    [GeneratedRegex(@"\G[a-zA-Z_:][a-zA-Z0-9_:]*")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"\G(?:""(?:\\[^\n\0]|[^\\""\0])*""|[a-zA-Z_][a-zA-Z0-9_]*)")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"\G""(?:\\[^\n\0]|[^\\""])*""")]
    private static partial Regex LabelValue();

    [GeneratedRegex(@"\G=")]
    private static partial Regex Equal();

    [GeneratedRegex(@"\G,")]
    private static partial Regex Comma();

    [GeneratedRegex(@"\G\}")]
    private static partial Regex CloseBrace();

    [GeneratedRegex(@"\G[^{ \t\n\0]+")]
    private static partial Regex Value();

    [GeneratedRegex(@"\G[0-9]+")]
    private static partial Regex Digits();

    [GeneratedRegex(@"\G\n")]
    private static partial Regex LineEnd();

    /// <summary>What Go's ParseFloat takes, without the spellings that came with Go 1.13. An overflow is none.</summary>
    [GeneratedRegex(@"^(?:[+-]?(?:[0-9]+\.?[0-9]*|\.[0-9]+)(?:e[+-]?[0-9]+)?|[+-]?inf(?:inity)?|nan)\z", RegexOptions.IgnoreCase | RegexOptions.CultureInvariant)]
    private static partial Regex Number();

    [GeneratedRegex(@"\\[\\""n]")]
    private static partial Regex LabelEscape();

    [GeneratedRegex(@"\\[\\n]")]
    private static partial Regex HelpEscape();
}

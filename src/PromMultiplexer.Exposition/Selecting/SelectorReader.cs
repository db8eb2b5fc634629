using System.Globalization;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Reads the text of a selector: <c>name</c>, <c>{matchers}</c>, <c>name{matchers}</c>, names in quotes allowed.</summary>
internal sealed class SelectorReader(string text)
{
    private readonly string _text = text;
    private int _at;

    public SelectorError? Read(out List<LabelMatcher> matchers)
    {
        matchers = [];
        SkipBlanks();
        if (TakeName(isMetric: true) is { Length: > 0 } name)
        {
            Add(matchers, LabelMatcher.MetricName, LabelMatchKind.Equal, name);
            SkipBlanks();
        }
        else if (_at == _text.Length)
        {
            return Error("expected a metric name or \"{\"");
        }

        if (Take("{") && ReadBraces(matchers) is { } error)
        {
            return error;
        }

        SkipBlanks();
        return _at == _text.Length ? null
            : _text[_at] == '*' ? Error("expected the end, for PromQL has no wildcards: write {__name__=~\"http_.*\"}")
            : Error(matchers.Count == 0 ? "expected a metric name or \"{\"" : "expected the end of the selector");
    }

    private SelectorError? ReadBraces(List<LabelMatcher> matchers)
    {
        while (true)
        {
            SkipBlanks();
            if (Take("}"))
            {
                return null;
            }

            if (ReadMatcher(matchers) is { } error)
            {
                return error;
            }

            SkipBlanks();
            if (!Take(","))
            {
                return Take("}") ? null : Error("expected \",\" or \"}\"");
            }
        }
    }

    private SelectorError? ReadMatcher(List<LabelMatcher> matchers)
    {
        var isQuoted = IsQuote;
        if ((isQuoted ? ReadQuoted(out var name) : ReadLabelName(out name)) is { } error)
        {
            return error;
        }

        SkipBlanks();
        if (isQuoted && (_at == _text.Length || _text[_at] is ',' or '}'))
        {
            // A name in quotes that is compared with nothing is that of the metric.
            if (matchers.Exists(matcher => matcher is { Name: LabelMatcher.MetricName, Kind: LabelMatchKind.Equal }))
            {
                return Error("expected one metric name only");
            }

            return Add(matchers, LabelMatcher.MetricName, LabelMatchKind.Equal, name);
        }

        LabelMatchKind? kind =
            Take("=~") ? LabelMatchKind.Match
            : Take("!~") ? LabelMatchKind.NoMatch
            : Take("!=") ? LabelMatchKind.NotEqual
            : Take("=") ? LabelMatchKind.Equal
            : null;
        if (kind is null)
        {
            return Error("expected one of \"=\", \"!=\", \"=~\" and \"!~\"");
        }

        SkipBlanks();
        var start = _at;
        if (!IsQuote)
        {
            return Error("expected a value in quotes");
        }

        if (ReadQuoted(out var value) is { } unquoted)
        {
            return unquoted;
        }

        var end = _at;
        _at = start;
        if (Add(matchers, name, kind.Value, value) is { } invalid)
        {
            return invalid;
        }

        _at = end;
        return null;
    }

    private SelectorError? Add(List<LabelMatcher> matchers, string name, LabelMatchKind kind, string value)
    {
        if (LabelMatcher.Create(name, kind, value) is not { } matcher)
        {
            return Error("expected a regular expression of RE2's syntax");
        }

        matchers.Add(matcher);
        return null;
    }

    private SelectorError? ReadLabelName(out string name)
    {
        name = TakeName(isMetric: false);
        return name.Length > 0 ? null : Error("expected a label name");
    }

    private string TakeName(bool isMetric)
    {
        var start = _at;
        while (_at < _text.Length && char.IsAscii(_text[_at]) && (isMetric, _at == start) switch
        {
            (true, true) => NameSyntax.IsMetricStart((byte)_text[_at]),
            (true, false) => NameSyntax.IsMetricByte((byte)_text[_at]),
            (false, true) => NameSyntax.IsLabelStart((byte)_text[_at]),
            (false, false) => NameSyntax.IsLabelByte((byte)_text[_at]),
        })
        {
            _at++;
        }

        return _text[start.._at];
    }

    /// <summary>A string as Go spells it: in quotes of either kind, or in backticks, which know no escapes.</summary>
    private SelectorError? ReadQuoted(out string value)
    {
        value = "";
        var start = _at;
        var quote = _text[_at++];
        var content = new StringBuilder();
        while (_at < _text.Length)
        {
            var character = _text[_at++];
            if (character == quote)
            {
                value = content.ToString();
                return null;
            }

            if (character != '\\' || quote == '`')
            {
                content.Append(character);
            }
            else if (TakeEscape(content) is { } error)
            {
                return error;
            }
        }

        _at = start;
        return Error("expected the quote that closes this one");
    }

    private SelectorError? TakeEscape(StringBuilder content)
    {
        var start = _at - 1;
        var mark = _at < _text.Length ? _text[_at++] : '\0';
        var plain = mark switch
        {
            'n' => '\n',
            't' => '\t',
            'r' => '\r',
            'a' => '\a',
            'b' => '\b',
            'f' => '\f',
            'v' => '\v',
            '\\' or '\'' or '"' => mark,
            _ => '\0',
        };
        if (plain != '\0')
        {
            content.Append(plain);
            return null;
        }

        var digits = mark switch { 'x' => 2, 'u' => 4, 'U' => 8, _ => 0 };
        if (digits > 0
            && _at + digits <= _text.Length
            && uint.TryParse(_text.AsSpan(_at, digits), NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code)
            && Rune.IsValid(code))
        {
            content.Append(new Rune(code));
            _at += digits;
            return null;
        }

        _at = start;
        return Error("expected an escape such as \\\\, \\\" or \\n; an expression has its own backslashes doubled, or stands in backticks");
    }

    private bool IsQuote => _at < _text.Length && _text[_at] is '"' or '\'' or '`';

    private bool Take(string mark)
    {
        if (string.CompareOrdinal(_text, _at, mark, 0, mark.Length) != 0)
        {
            return false;
        }

        _at += mark.Length;
        return true;
    }

    private void SkipBlanks()
    {
        while (_at < _text.Length && _text[_at] is ' ' or '\t' or '\n' or '\r')
        {
            _at++;
        }
    }

    private SelectorError Error(string reason) => new(_at + 1, reason);
}

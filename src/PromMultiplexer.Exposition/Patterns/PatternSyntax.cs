using System.Globalization;
using System.Text;
using System.Text.RegularExpressions;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Turns a pattern in RE2's syntax, which is Prometheus', into one of the runtime's that means the same: classes are those of
/// ASCII, groups are numbered from left to right whether they have names or not, and what RE2 does not know is refused.
/// </summary>
internal ref struct PatternSyntax
{
    private const string Digits = "0-9";
    private const string Word = "0-9A-Za-z_";
    private const string Blanks = @"\t\n\f\r ";

    private static readonly Dictionary<string, string> Posix = new()
    {
        ["alnum"] = "0-9A-Za-z",
        ["alpha"] = "A-Za-z",
        ["ascii"] = @"\x00-\x7F",
        ["blank"] = @"\t ",
        ["cntrl"] = @"\x00-\x1F\x7F",
        ["digit"] = Digits,
        ["graph"] = "!-~",
        ["lower"] = "a-z",
        ["print"] = " -~",
        ["punct"] = @"!-/:-@\[-`{-~",
        ["space"] = @"\t\n\v\f\r ",
        ["upper"] = "A-Z",
        ["word"] = Word,
        ["xdigit"] = "0-9A-Fa-f",
    };

    private readonly string _pattern;
    private readonly StringBuilder _output = new();
    private readonly Dictionary<string, int> _names = [];

    // Whether ^ and $ stand for the ends of lines, here and in the groups around.
    private readonly Stack<bool> _outer = [];
    private bool _isByLine;
    private int _at;
    private int _groups;

    private PatternSyntax(string pattern) => _pattern = pattern;

    /// <summary>Translates a pattern.</summary>
    /// <param name="pattern">The pattern.</param>
    /// <param name="translated">The same in the runtime's syntax.</param>
    /// <param name="groups">The numbers of the groups that have names.</param>
    /// <returns>What RE2 does not understand; <see langword="null"/> if it understands all. Whether the rest is sound is for the runtime to say.</returns>
    public static string? Translate(string pattern, out string translated, out IReadOnlyDictionary<string, int> groups)
    {
        var syntax = new PatternSyntax(pattern);
        var error = syntax.Translate();
        translated = syntax._output.ToString();
        groups = syntax._names;
        return error;
    }

    private string? Translate()
    {
        while (_at < _pattern.Length)
        {
            var error = _pattern[_at] switch
            {
                '\\' => Escape(isInClass: false),
                '[' => Class(),
                '(' => Group(),
                ')' => EndGroup(),
                '$' => Take(1, _isByLine ? "(?m:$)" : @"\z"),
                '^' => Take(1, _isByLine ? "(?m:^)" : @"\A"),
                '#' or ' ' => Take(1, $"\\{_pattern[_at]}"),
                _ => Take(1, _pattern[_at].ToString()),
            };
            if (error is not null)
            {
                return error;
            }
        }

        return null;
    }

    private string? Take(int length, string translated)
    {
        _at += length;
        _output.Append(translated);
        return null;
    }

    private string? Escape(bool isInClass)
    {
        if (_at + 1 == _pattern.Length)
        {
            return "a \\ at the end";
        }

        var letter = _pattern[_at + 1];
        switch (letter)
        {
            case 'd' or 'w' or 's':
                var set = letter == 'd' ? Digits : letter == 'w' ? Word : Blanks;
                return Take(2, isInClass ? set : $"[{set}]");
            case 'D' or 'W' or 'S':
                var complement = letter == 'D' ? Digits : letter == 'W' ? Word : Blanks;
                return isInClass ? $"\\{letter} within brackets, which is not supported here" : Take(2, $"[^{complement}]");
            case 'b' or 'B' when !isInClass:
                // The runtime's own goes by Unicode; that only differs beside letters outside of ASCII.
                return Take(2, $"\\{letter}");
            case 'A' or 'z' when !isInClass:
                return Take(2, $"\\{letter}");
            case 'a':
                return Take(2, @"\a");
            case 'f' or 'n' or 'r' or 't' or 'v':
                return Take(2, $"\\{letter}");
            case 'x':
                return Hexadecimal();
            case 'p' or 'P':
                return Category(letter);
            case 'Q':
                return Quoted();
            case '0' or (>= '1' and <= '7') when letter == '0' || IsOctalDigit(_at + 2):
                return Octal();
            case '_':
                return Take(2, "_");
            default:
                return char.IsAscii(letter) && !char.IsAsciiLetterOrDigit(letter) ? Take(2, $"\\{letter}") : $"the escape \\{letter}";
        }
    }

    private string? Hexadecimal()
    {
        var end = _at + 2 < _pattern.Length && _pattern[_at + 2] == '{' ? _pattern.IndexOf('}', _at) : -1;
        var digits = end > 0 ? _pattern[(_at + 3)..end] : _pattern.Substring(_at + 2, Math.Min(2, _pattern.Length - _at - 2));
        if ((end < 0 && digits.Length < 2) || !int.TryParse(digits, NumberStyles.AllowHexSpecifier, CultureInfo.InvariantCulture, out var code) || code is < 0 or > 0xFFFF)
        {
            return "an escape \\x without a number that it can be";
        }

        return Take(end > 0 ? end + 1 - _at : 4, $"\\u{code:X4}");
    }

    private string? Octal()
    {
        var end = _at + 1;
        var code = 0;
        for (; end < _at + 4 && IsOctalDigit(end); end++)
        {
            code = (code * 8) + _pattern[end] - '0';
        }

        return Take(end - _at, $"\\u{code:X4}");
    }

    private readonly bool IsOctalDigit(int at) => at < _pattern.Length && _pattern[at] is >= '0' and <= '7';

    private string? Category(char letter)
    {
        if (_at + 2 == _pattern.Length)
        {
            return $"\\{letter} without a class";
        }

        if (_pattern[_at + 2] != '{')
        {
            return Take(3, $"\\{letter}{{{_pattern[_at + 2]}}}");
        }

        var end = _pattern.IndexOf('}', _at);
        if (end < 0)
        {
            return $"\\{letter} without a class";
        }

        var name = _pattern[(_at + 3)..end];
        return name.Length <= 2 ? Take(end + 1 - _at, $"\\{letter}{{{name}}}") : $"the class {name}, which is not supported here";
    }

    private string? Quoted()
    {
        var end = _pattern.IndexOf(@"\E", _at, StringComparison.Ordinal);
        if (end < 0)
        {
            // Prometheus closes a bracket behind the pattern, which would be part of the quotation.
            return @"a \Q without its \E";
        }

        var text = _pattern[(_at + 2)..end];
        return Take(text.Length + 4, Regex.Escape(text));
    }

    private string? Class()
    {
        Take(1, "[");
        if (_at < _pattern.Length && _pattern[_at] == '^')
        {
            Take(1, "^");
        }

        for (var isFirst = true; _at < _pattern.Length; isFirst = false)
        {
            switch (_pattern[_at])
            {
                case ']' when !isFirst:
                    return Take(1, "]");
                case ']':
                    Take(1, @"\]");
                    break;
                case '[' when _pattern.AsSpan(_at).StartsWith("[:"):
                    var end = _pattern.IndexOf(":]", _at, StringComparison.Ordinal);
                    if (end < 0 || !Posix.TryGetValue(_pattern[(_at + 2)..end], out var set))
                    {
                        return "a class within [: and :] that is none";
                    }

                    Take(end + 2 - _at, set);
                    break;
                case '[':
                    // For the runtime a bracket within brackets can begin a subtraction.
                    Take(1, @"\[");
                    break;
                case '\\':
                    if (Escape(isInClass: true) is { } error)
                    {
                        return error;
                    }

                    break;
                default:
                    Take(1, _pattern[_at].ToString());
                    break;
            }
        }

        return "a [ without its ]";
    }

    private string? Group()
    {
        _outer.Push(_isByLine);
        if (_at + 1 == _pattern.Length || _pattern[_at + 1] != '?')
        {
            return Take(1, $"(?<{++_groups}>");
        }

        var rest = _pattern.AsSpan(_at + 2);
        if (rest.StartsWith("P<") || (rest.StartsWith("<") && !rest.StartsWith("<=") && !rest.StartsWith("<!")))
        {
            var start = _pattern.IndexOf('<', _at) + 1;
            var end = _pattern.IndexOf('>', start);
            if (end <= start || !NameSyntaxOf(_pattern.AsSpan(start, end - start)) || !_names.TryAdd(_pattern[start..end], ++_groups))
            {
                return "a group whose name is none, or is there twice";
            }

            return Take(end + 1 - _at, $"(?<{_groups}>");
        }

        var length = rest.IndexOfAny(':', ')');
        if (length < 0 || rest[..length].ContainsAnyExcept("ims-"))
        {
            return "a group of a kind that RE2 does not have";
        }

        // Flags without a group are for the rest of the one that they stand in.
        if (rest[length] == ')')
        {
            _outer.Pop();
        }

        var mark = rest[..length].IndexOf('m');
        _isByLine = mark < 0 ? _isByLine : !rest[..mark].Contains('-');
        return Take(length + 3, _pattern.Substring(_at, length + 3));
    }

    private string? EndGroup()
    {
        // Where there is none to end, that is for the runtime to say.
        _isByLine = _outer.TryPop(out var outer) ? outer : _isByLine;
        return Take(1, ")");
    }

    private static bool NameSyntaxOf(ReadOnlySpan<char> name)
    {
        foreach (var letter in name)
        {
            if (!char.IsAsciiLetterOrDigit(letter) && letter != '_')
            {
                return false;
            }
        }

        return true;
    }
}

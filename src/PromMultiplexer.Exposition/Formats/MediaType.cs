namespace PromMultiplexer.Exposition;

/// <summary>A media type with its parameters, as RFC 9110 section 8.3.1 spells it.</summary>
internal sealed class MediaType
{
    private readonly List<(string Name, string Value)> _parameters;

    private MediaType(string name, List<(string Name, string Value)> parameters)
    {
        Name = name;
        _parameters = parameters;
    }

    /// <summary>Type and subtype in lower case.</summary>
    public string Name { get; }

    /// <summary>Reads one media type. Parameter names are taken in any case, their values as they stand or out of quotes.</summary>
    public static bool TryParse(string? text, out MediaType media)
    {
        media = null!;
        if (string.IsNullOrWhiteSpace(text))
        {
            return false;
        }

        var parts = Split(text);
        var name = parts[0].Trim().ToLowerInvariant();
        var slash = name.IndexOf('/', StringComparison.Ordinal);
        if (slash <= 0 || slash == name.Length - 1 || name.AsSpan().ContainsAny(' ', '\t', ','))
        {
            return false;
        }

        var parameters = new List<(string Name, string Value)>();
        foreach (var part in parts.Skip(1))
        {
            var equals = part.IndexOf('=', StringComparison.Ordinal);
            if (equals > 0)
            {
                parameters.Add((part[..equals].Trim().ToLowerInvariant(), Unquote(part[(equals + 1)..].Trim())));
            }
        }

        media = new MediaType(name, parameters);
        return true;
    }

    /// <summary>The value of a parameter; <see langword="null"/> where it is absent.</summary>
    public string? Parameter(string name)
    {
        foreach (var parameter in _parameters)
        {
            if (parameter.Name == name)
            {
                return parameter.Value;
            }
        }

        return null;
    }

    /// <summary>Splits at semicolons that do not stand in quotes.</summary>
    private static List<string> Split(string text)
    {
        var parts = new List<string>();
        var start = 0;
        var isQuoted = false;
        for (var at = 0; at < text.Length; at++)
        {
            switch (text[at])
            {
                case '\\' when isQuoted:
                    at++;
                    break;
                case '"':
                    isQuoted = !isQuoted;
                    break;
                case ';' when !isQuoted:
                    parts.Add(text[start..at]);
                    start = at + 1;
                    break;
            }
        }

        parts.Add(text[start..]);
        return parts;
    }

    private static string Unquote(string value) =>
        value.Length >= 2 && value[0] == '"' && value[^1] == '"'
            ? value[1..^1].Replace("\\\"", "\"", StringComparison.Ordinal).Replace("\\\\", "\\", StringComparison.Ordinal)
            : value;
}

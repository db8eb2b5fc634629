using System.Buffers;

namespace PromMultiplexer.Engine;

/// <summary>The headers of a container's scrapes. Their values may be secrets, so that no problem quotes one.</summary>
internal static class HeadersSchema
{
    // What a header's name can have (RFC 9110, 5.6.2).
    private static readonly SearchValues<char> Token =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    // What a scrape says by itself, and what belongs to the connection.
    private static readonly string[] Reserved =
    [
        "Accept", "Accept-Encoding", "Authorization", "Connection", "Content-Encoding", "Content-Length", "Content-Type", "Host", "TE", "Trailer",
        "Transfer-Encoding", "Upgrade", "User-Agent", "X-Prometheus-Scrape-Timeout-Seconds",
    ];

    /// <summary>Reads the mapping of names to values.</summary>
    public static FlagProblem? Read(ContainerDraft container, YamlNode node)
    {
        if (node.ReadMapping(out var entries) is { } noMapping)
        {
            return noMapping;
        }

        var headers = new List<KeyValuePair<string, string>>();
        foreach (var (key, value) in entries)
        {
            if (ProblemOf(key) is { } wrongName)
            {
                return wrongName;
            }

            if (Read(value, out var text) is { } wrongValue)
            {
                return wrongValue;
            }

            headers.Add(new(key.Text, text));
        }

        container.Target = container.Target with { Headers = new(headers) };
        return null;
    }

    private static FlagProblem? ProblemOf(YamlScalar name)
    {
        if (name.Text.Length == 0 || name.Text.AsSpan().ContainsAnyExcept(Token))
        {
            return name.Problem(FlagProblemReason.InvalidValue, name.Text, $"is no header's name", $"use letters, digits and dashes");
        }

        return Reserved.Contains(name.Text, StringComparer.OrdinalIgnoreCase)
            ? name.Problem(FlagProblemReason.InvalidValue, name.Text, $"is a header that every scrape has by itself", $"leave it out")
            : null;
    }

    private static FlagProblem? Read(YamlNode value, out string text) => value.ReadText(out text) ?? (text.AsSpan().ContainsAnyExceptInRange(' ', '~')
        ? value.Problem(FlagProblemReason.InvalidValue, value: null, $"has a character that no header's value has", $"use printable ASCII, in one line")
        : null);
}

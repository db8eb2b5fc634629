namespace PromMultiplexer.Engine;

/// <summary>The headers of a container's scrapes. Their values may be secrets, so that no problem quotes one.</summary>
internal static class HeadersSchema
{
    // What a scrape says by itself.
    private static readonly string[] Reserved =
        ["Accept", "Accept-Encoding", "Authorization", "Host", "User-Agent", "X-Prometheus-Scrape-Timeout-Seconds"];

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

            if (headers.Exists(header => header.Key.Equals(key.Text, StringComparison.OrdinalIgnoreCase)))
            {
                return key.Problem(FlagProblemReason.DuplicateKey, key.Text, $"is here twice, in whatever case", $"give each header once");
            }

            if ((value.ReadText(out var text) ?? HeaderSyntax.ProblemOfValue(text)?.At(value.Place.ToString())) is { } wrongValue)
            {
                return wrongValue;
            }

            headers.Add(new(key.Text, text));
        }

        container.Target = container.Target with { Headers = new(headers) };
        return null;
    }

    private static FlagProblem? ProblemOf(YamlScalar name) => Reserved.Contains(name.Text, StringComparer.OrdinalIgnoreCase)
        ? name.Problem(FlagProblemReason.InvalidValue, name.Text, $"is a header that every scrape has by itself", $"leave it out")
        : HeaderSyntax.ProblemOfName(name.Text)?.At(name.Place.ToString());
}

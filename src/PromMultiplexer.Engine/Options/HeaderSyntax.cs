using System.Buffers;

namespace PromMultiplexer.Engine;

/// <summary>The headers that a scrape can be told to send: what they can be called, and what they can say.</summary>
public static class HeaderSyntax
{
    // What a header's name can have (RFC 9110, 5.6.2).
    private static readonly SearchValues<char> Token =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789!#$%&'*+-.^_`|~");

    private static readonly string[] OfConnection = ["Connection", "TE", "Trailer", "Transfer-Encoding", "Upgrade"];

    // They describe a body, and the HTTP client refuses them for a request that has none; the others begin with Content-.
    private static readonly string[] OfBody = ["Allow", "Expires", "Last-Modified"];

    /// <summary>What is wrong with a name; <see langword="null"/> if it is right.</summary>
    public static FlagProblem? ProblemOfName(string name)
    {
        ArgumentNullException.ThrowIfNull(name);
        return name.Length == 0 || name.AsSpan().ContainsAnyExcept(Token) ? new(
                FlagProblemReason.InvalidValue, name, $"is no header's name", $"use letters, digits and dashes")
            : OfConnection.Contains(name, StringComparer.OrdinalIgnoreCase) ? new(
                FlagProblemReason.InvalidValue, name, $"is a header of the connection, which says it by itself", $"leave it out")
            : OfBody.Contains(name, StringComparer.OrdinalIgnoreCase) || name.StartsWith("Content-", StringComparison.OrdinalIgnoreCase) ? new(
                FlagProblemReason.InvalidValue, name, $"is a header of a body, and a scrape sends none", $"leave it out")
            : null;
    }

    /// <summary>What is wrong with a value, which may be a secret and is not quoted; <see langword="null"/> if it is right.</summary>
    public static FlagProblem? ProblemOfValue(string value) => value.AsSpan().ContainsAnyExceptInRange(' ', '~') ? new(
            FlagProblemReason.InvalidValue, value: null, $"has a character that no header's value has", $"use printable ASCII, in one line")
        : null;
}

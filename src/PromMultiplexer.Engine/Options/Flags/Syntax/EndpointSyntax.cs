using System.Buffers;

namespace PromMultiplexer.Engine;

/// <summary>
/// The path that the merged page is served on. It is compared with the paths of requests, so it is one that nobody on
/// the way rewrites: without escapes, without empty or dotted segments.
/// </summary>
internal sealed class EndpointSyntax : FlagSyntax<string>
{
    // What stands in a path as it is (RFC 3986: "/" and pchar without the escapes).
    private static readonly SearchValues<char> Plain =
        SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-._~!$&'()*+,;=:@/");

    public override string Metavariable => "<path>";

    public override FlagProblem? Read(string text, out string value)
    {
        value = text;
        if (!text.StartsWith('/'))
        {
            return new(FlagProblemReason.InvalidValue, text, $"does not begin with /", $"give a path such as /metrics");
        }

        if (IsOwnPage(text.Split('?', '#')[0]))
        {
            return new(FlagProblemReason.ReservedPath, text, $"would hide a page of the multiplexer's own", $"give another path, such as /metrics");
        }

        if (text.AsSpan().ContainsAny('?', '#'))
        {
            return new(
                FlagProblemReason.InvalidValue,
                text,
                $"is more than a path",
                $"give a container that needs a query a path of its own, as in {Flags.ContainerToPortMap} web:8080/metrics?a=b");
        }

        if (text.AsSpan().ContainsAnyExcept(Plain))
        {
            return new(FlagProblemReason.InvalidValue, text, $"has a character that would be escaped in a path", $"use letters, digits, - . _ ~ and /");
        }

        return HasUnstableSegment(text)
            ? new(FlagProblemReason.InvalidValue, text, $"has a segment that is empty, . or ..", $"leave that segment out")
            : null;
    }

    public override string Show(string value) => value;

    // The status page, /-/healthy and whatever else is below /-/, and the list of the containers' pages. A container's
    // page is <endpoint>/<container>, which is why the endpoint cannot be /- either.
    private static bool IsOwnPage(string path) =>
        path.TrimEnd('/') is "" or "/-" or "/sd" or "/status" || path.StartsWith("/-/", StringComparison.Ordinal);

    // A slash at the end is part of some frameworks' paths.
    private static bool HasUnstableSegment(string path)
    {
        var segments = path.Split('/')[1..];
        return segments[..^1].Contains("") || segments.Contains(".") || segments.Contains("..");
    }
}

namespace PromMultiplexer;

/// <summary>Something that is wrong with a page. Immutable.</summary>
public sealed class MetricsIssue
{
    /// <summary>How bad it is.</summary>
    public MetricsIssueSeverity Severity { get; init; }

    /// <summary>The line, counted from 1; for protobuf the number of the message.</summary>
    public int Line { get; init; }

    /// <summary>The column in bytes, counted from 1.</summary>
    public int Column { get; init; }

    /// <summary>
    /// The rule that is broken: Syntax for what Prometheus refuses, Specification for what only a strict reader does, or one of the
    /// conventions of <c>promtool check metrics</c>.
    /// </summary>
    public required string Rule { get; init; }

    /// <summary>The family it is about; empty where a page is refused.</summary>
    public required string Family { get; init; }

    /// <summary>What is wrong.</summary>
    public required string Message { get; init; }

    /// <summary>The file or URL of the page; "the input" where that is not known.</summary>
    public required string Source { get; init; }

    /// <summary>The place and what is wrong, as compilers put it.</summary>
    public override string ToString() => $"{Source}:{Line}:{Column}: {Severity.ToString().ToLowerInvariant()} {Rule}: {(Family.Length == 0 ? "" : $"{Family}: ")}{Message}";
}

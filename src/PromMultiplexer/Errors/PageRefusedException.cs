using PromMultiplexer.Exposition;

namespace PromMultiplexer;

/// <summary>A page of metrics was refused. Found in <c>$_.Exception</c> of an error record.</summary>
/// <param name="source">Whose page it is, such as a URL or a container's name.</param>
/// <param name="error">Why, and where.</param>
public sealed class PageRefusedException(string source, ReadError error)
    : Exception($"The page of {source} was refused: {error}.")
{
    /// <summary>The line, counted from 1.</summary>
    public int Line => error.Line;

    /// <summary>The column in bytes, counted from 1.</summary>
    public int Column => error.Column;

    /// <summary>What was expected or which rule was broken.</summary>
    public string Reason => error.Reason;

    /// <summary>The offending text, cut short.</summary>
    public string Excerpt => error.Excerpt;
}

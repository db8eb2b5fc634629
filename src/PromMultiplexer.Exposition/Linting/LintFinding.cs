namespace PromMultiplexer.Exposition;

/// <summary>Something on a page that is against convention.</summary>
/// <param name="Line">The line, counted from 1; for protobuf the number of the message.</param>
/// <param name="Column">The column in bytes, counted from 1; for protobuf 1.</param>
/// <param name="Family">The family's name.</param>
/// <param name="Rule">The convention.</param>
/// <param name="Message">What is wrong, in the words of promtool.</param>
public sealed record LintFinding(int Line, int Column, string Family, LintRule Rule, string Message)
{
    /// <summary>The whole finding in one line: <c>line 3, column 8: a_counter: metric name should not include type 'counter'</c>.</summary>
    public override string ToString() => $"line {Line}, column {Column}: {Family}: {Message}";
}

namespace PromMultiplexer.Exposition;

/// <summary>Why a page was refused, and where. A value: readers do not throw.</summary>
/// <param name="Line">The line, counted from 1; for protobuf the number of the message.</param>
/// <param name="Column">The column in bytes, counted from 1; for protobuf the byte of the page.</param>
/// <param name="Reason">What was expected or which rule was broken, in one sentence without a full stop.</param>
/// <param name="Excerpt">
/// The offending text, cut to <see cref="ExcerptLimit"/> characters, control and invisible characters spelled out; for protobuf the bytes in
/// hexadecimal.
/// </param>
public sealed record ReadError(int Line, int Column, string Reason, string Excerpt)
{
    /// <summary>The most characters of a page that an error repeats.</summary>
    public const int ExcerptLimit = 80;

    /// <summary>The whole error in one line: <c>line 3, column 7: expected a number, near "foo"</c>.</summary>
    public override string ToString() =>
        Excerpt.Length == 0 ? $"line {Line}, column {Column}: {Reason}" : $"line {Line}, column {Column}: {Reason}, near \"{Excerpt}\"";
}

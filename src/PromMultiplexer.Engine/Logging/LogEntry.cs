namespace PromMultiplexer.Engine;

/// <summary>One thing that happened. Immutable.</summary>
/// <param name="Time">When it happened.</param>
/// <param name="Level">How much it matters.</param>
/// <param name="Message">What happened, in a few words that are always the same for the same thing.</param>
/// <param name="Fields">The particulars.</param>
public sealed record LogEntry(DateTimeOffset Time, LogLevel Level, string Message, IReadOnlyList<LogField> Fields)
{
    /// <summary>The entry as one line of logfmt, without the newline.</summary>
    public override string ToString() => LogfmtWriter.Format(this);
}

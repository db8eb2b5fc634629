namespace PromMultiplexer.Engine;

/// <summary>Why a scrape failed, and the particulars.</summary>
/// <param name="Failure">The kind of failure.</param>
/// <param name="Text">What happened, in one line without a full stop.</param>
public sealed record ScrapeError(ScrapeFailure Failure, string Text)
{
    /// <summary>Both in one line: <c>status: answered 500, expected 200</c>.</summary>
    public override string ToString() => $"{Failure.Spell()}: {Text}";
}

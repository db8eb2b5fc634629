using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>Why a scrape failed, and the particulars.</summary>
/// <param name="Failure">The kind of failure.</param>
/// <param name="Text">What happened, in one line without a full stop.</param>
public sealed record ScrapeError(ScrapeFailure Failure, string Text)
{
    internal ScrapeError(ScrapeFailure failure, ReadError place)
        : this(failure, place.ToString()) => Place = place;

    internal ScrapeError(LimitBreach breach)
        : this(ScrapeFailureSpelling.Of(breach.Kind), breach.Text) => Place = breach.Place;

    /// <summary>The place in the container's page that it is about; <see langword="null"/> where it is not about one.</summary>
    public ReadError? Place { get; init; }

    /// <summary>The status of an answer that is not the page; <see langword="null"/> where it is not about one.</summary>
    public int? Status { get; init; }

    /// <summary>Both in one line: <c>status: answered 500, expected 200</c>.</summary>
    public override string ToString() => $"{Failure.Spell()}: {Text}";
}

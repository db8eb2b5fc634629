namespace PromMultiplexer;

/// <summary>What became of a series from one scrape to another.</summary>
public enum SeriesChangeKind
{
    /// <summary>It has the same value.</summary>
    Same,

    /// <summary>It has another value.</summary>
    Changed,

    /// <summary>It only goes up but has less than before: it has started again from zero.</summary>
    Reset,

    /// <summary>It was not there before.</summary>
    New,

    /// <summary>It is not there any more.</summary>
    Gone,
}

namespace PromMultiplexer.Engine;

/// <summary>Why a scrape failed. A closed list: every scrape ends well or in one of these.</summary>
public enum ScrapeFailure
{
    /// <summary>Nobody listens on the port.</summary>
    Refused,

    /// <summary>The answer was not complete in time.</summary>
    Timeout,

    /// <summary>The connection could not be made or broke before the answer was complete.</summary>
    Connection,

    /// <summary>The connection could not be made secure.</summary>
    Tls,

    /// <summary>What the scrape is to identify itself with cannot be read.</summary>
    Credentials,

    /// <summary>What came back is not HTTP.</summary>
    Protocol,

    /// <summary>The status is not 200.</summary>
    Status,

    /// <summary>The page is larger than the limit.</summary>
    TooLarge,

    /// <summary>The body's compression is broken, or of a kind that was not asked for.</summary>
    Encoding,

    /// <summary>The Content-Type names no format that can be read.</summary>
    ContentType,

    /// <summary>The page breaks the rules of its format.</summary>
    Parse,

    /// <summary>A sample has the container label already, and that was to be refused.</summary>
    LabelCollision,

    /// <summary>A family has another type than in a container before, and that was to be refused.</summary>
    TypeConflict,

    /// <summary>The page has more samples than are allowed.</summary>
    SampleLimit,

    /// <summary>The page has more families than are allowed.</summary>
    FamilyLimit,

    /// <summary>A line is longer than is allowed.</summary>
    LineLengthLimit,

    /// <summary>A sample has more labels than are allowed.</summary>
    LabelLimit,

    /// <summary>The name of a label is longer than is allowed.</summary>
    LabelNameLengthLimit,

    /// <summary>The value of a label is longer than is allowed.</summary>
    LabelValueLengthLimit,

    /// <summary>A fault of the multiplexer itself.</summary>
    Internal,
}

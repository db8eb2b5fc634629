namespace PromMultiplexer.Exposition;

/// <summary>How much a reader insists on.</summary>
public enum ReadMode
{
    /// <summary>
    /// Prometheus' own verdict: what it would ingest is accepted and normalised into a valid page, what it refuses
    /// is refused. One exception: of a sample that has the same label twice only the sample is dropped.
    /// </summary>
    Tolerant,

    /// <summary>The tolerant verdict and every rule of the format's specification besides.</summary>
    Strict,
}

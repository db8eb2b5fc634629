namespace PromMultiplexer.Exposition;

/// <summary>The least format that carries all that the sources of a page have to say.</summary>
public enum PageContent
{
    /// <summary>Every source speaks plain text, 0.0.4 or 1.0.0.</summary>
    Text,

    /// <summary>A source carries what only OpenMetrics can: exemplars, units, created timestamps, info, stateset, gaugehistogram.</summary>
    OpenMetrics,

    /// <summary>A source carries what only protobuf can: native histograms.</summary>
    Protobuf,
}

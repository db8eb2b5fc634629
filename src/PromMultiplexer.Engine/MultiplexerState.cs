namespace PromMultiplexer.Engine;

/// <summary>What a multiplexer is doing.</summary>
public enum MultiplexerState
{
    /// <summary>It scrapes and serves.</summary>
    Running,

    /// <summary>It takes no new requests and finishes those in flight.</summary>
    Stopping,

    /// <summary>It has stopped and does not start again.</summary>
    Stopped,
}

namespace PromMultiplexer.Engine;

/// <summary>How much a log entry matters.</summary>
public enum LogLevel
{
    /// <summary>For whoever looks for a fault.</summary>
    Debug,

    /// <summary>What an operator wants to have been told: starts, stops, a container that is back.</summary>
    Info,

    /// <summary>Something is not as it should be and the multiplexer goes on: a container is down, two containers disagree.</summary>
    Warn,

    /// <summary>Something that must not happen happened.</summary>
    Error,
}

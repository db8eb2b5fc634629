namespace PromMultiplexer.Engine;

/// <summary>A multiplexer could not be started, for a reason that its user can do something about.</summary>
public sealed class MultiplexerStartException : Exception
{
    /// <summary>Makes the exception.</summary>
    /// <param name="error">The reason.</param>
    /// <param name="message">What is wrong, in one line.</param>
    /// <param name="remedy">What to do about it, in one line.</param>
    /// <param name="cause">What the system said.</param>
    public MultiplexerStartException(MultiplexerStartError error, string message, string remedy, Exception? cause = null)
        : base(message, cause)
    {
        Error = error;
        Remedy = remedy;
    }

    /// <summary>The reason.</summary>
    public MultiplexerStartError Error { get; }

    /// <summary>What to do about it, in one line.</summary>
    public string Remedy { get; }
}

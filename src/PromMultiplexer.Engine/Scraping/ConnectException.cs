namespace PromMultiplexer.Engine;

/// <summary>A connection to a container could not be made, and it is known why.</summary>
internal sealed class ConnectException(ScrapeFailure failure, string text) : IOException(text)
{
    public ScrapeError Error => new(failure, Message);
}

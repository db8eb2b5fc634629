using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>A rule as it is read, key by key.</summary>
internal sealed class RelabelDraft
{
    /// <summary>The rule so far.</summary>
    public RelabelRule Rule { get; set; } = new();
}

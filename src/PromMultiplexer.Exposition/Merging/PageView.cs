namespace PromMultiplexer.Exposition;

/// <summary>Whose types and names a merged page follows.</summary>
internal enum PageView
{
    /// <summary>The text format's: what OpenMetrics keeps in one family besides values is a family of its own.</summary>
    Text,

    /// <summary>The typed level's, which knows the types of all formats.</summary>
    Typed,
}

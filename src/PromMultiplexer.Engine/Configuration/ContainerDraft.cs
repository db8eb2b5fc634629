namespace PromMultiplexer.Engine;

/// <summary>A container as its entry in the configuration file is read, key by key.</summary>
internal sealed class ContainerDraft(YamlPlace place)
{
    public YamlPlace Place => place;

    /// <summary>The target so far.</summary>
    public Target Target { get; set; } = new("", 0);

    /// <summary>The scheme, if there is one.</summary>
    public TargetScheme? Scheme { get; set; }
}

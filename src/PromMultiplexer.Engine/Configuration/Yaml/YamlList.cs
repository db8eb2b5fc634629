namespace PromMultiplexer.Engine;

/// <summary>A list.</summary>
internal sealed class YamlList(YamlPlace place, IReadOnlyList<YamlNode> items) : YamlNode(place)
{
    public IReadOnlyList<YamlNode> Items => items;

    protected override string Kind => "a list";
}

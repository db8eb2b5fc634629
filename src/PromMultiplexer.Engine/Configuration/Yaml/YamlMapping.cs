namespace PromMultiplexer.Engine;

/// <summary>A mapping. No key is there twice.</summary>
internal sealed class YamlMapping(YamlPlace place, IReadOnlyList<YamlEntry> entries) : YamlNode(place)
{
    public IReadOnlyList<YamlEntry> Entries => entries;

    protected override string Kind => "a mapping";
}

namespace PromMultiplexer.Exposition.Tests.Model;

/// <summary>What one source has under one family name.</summary>
internal sealed class ModelFamily(string name)
{
    public string Name { get; } = name;

    /// <summary>Decoded, the first that is not empty.</summary>
    public string Help { get; set; } = "";

    /// <summary>What the TYPE lines say, in their order.</summary>
    public List<string> Types { get; } = [];

    public List<ModelSample> Samples { get; } = [];

    /// <summary>The place of its source among the others.</summary>
    public int Source { get; init; }

    /// <summary>Its place in the source. Families that one source mixes up stand one behind the other once they are taken apart.</summary>
    public int Place { get; init; }

    public ModelFamily At(int source, int place)
    {
        var copy = new ModelFamily(Name) { Help = Help, Source = source, Place = place };
        copy.Types.AddRange(Types);
        copy.Samples.AddRange(Samples);
        return copy;
    }
}

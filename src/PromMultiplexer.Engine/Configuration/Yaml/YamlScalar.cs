namespace PromMultiplexer.Engine;

/// <summary>One value, in quotes or not: it is for its reader to know whether it is a number.</summary>
/// <param name="place">Where it is.</param>
/// <param name="text">The text, quotes and escapes resolved.</param>
/// <param name="isPlain">Whether there are no quotes.</param>
internal sealed class YamlScalar(YamlPlace place, string text, bool isPlain) : YamlNode(place)
{
    public string Text => text;

    /// <summary>Whether it is no value at all.</summary>
    public bool IsNull => isPlain && text is "" or "~" or "null" or "Null" or "NULL";

    protected override string Kind => "one value";
}

using YamlDotNet.RepresentationModel;

namespace PromMultiplexer.Deploy.Tests;

/// <summary>Ways through YAML.</summary>
internal static class YamlNodes
{
    extension(YamlNode node)
    {
        /// <summary>What is under a path of keys, as in <c>spec.template.spec</c>; <see langword="null"/> if nothing is.</summary>
        public YamlNode? At(string path) => path.Split('.').Aggregate(
            (YamlNode?)node,
            (parent, key) => parent is YamlMappingNode mapping && mapping.Children.TryGetValue(new YamlScalarNode(key), out var child) ? child : null);

        /// <summary>The items of the list under a path; none if there is no list.</summary>
        public IEnumerable<YamlNode> List(string path) => node.At(path) is YamlSequenceNode list ? list.Children : [];

        /// <summary>The text under a path.</summary>
        public string? Text(string path) => (node.At(path) as YamlScalarNode)?.Value;
    }

    /// <summary>The same in a form that can be compared.</summary>
    public static string Flat(YamlNode? node) => node switch
    {
        YamlMappingNode mapping => $"{{{string.Join(", ", mapping.Children.OrderBy(child => ((YamlScalarNode)child.Key).Value, StringComparer.Ordinal).Select(child => $"{((YamlScalarNode)child.Key).Value}: {Flat(child.Value)}"))}}}",
        YamlSequenceNode list => $"[{string.Join(", ", list.Children.Select(Flat))}]",
        YamlScalarNode scalar => scalar.Value ?? "",
        _ => "",
    };
}

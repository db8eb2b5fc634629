using System.Collections.ObjectModel;

namespace PromMultiplexer.Exposition;

/// <summary>The labels of a sample by their names, in the order of the page. Immutable.</summary>
public sealed class LabelSet : ReadOnlyDictionary<string, string>
{
    private LabelSet(OrderedDictionary<string, string> labels)
        : base(labels)
    {
    }

    /// <summary>Makes a set. Of labels with the same name the last stands.</summary>
    public static LabelSet Of(IEnumerable<LabelPair> labels)
    {
        ArgumentNullException.ThrowIfNull(labels);
        var set = new OrderedDictionary<string, string>(StringComparer.Ordinal);
        foreach (var label in labels)
        {
            set[label.Name] = label.Value;
        }

        return new LabelSet(set);
    }

    /// <summary>The labels as text spells them: <c>{code="200",method="get"}</c>; empty where there are none.</summary>
    public override string ToString() => Count == 0
        ? ""
        : $"{{{string.Join(',', this.Select(label => $"{SpelledName.Of(label.Key, isMetric: false)}=\"{TextEscape.Quoted(label.Value)}\""))}}}";
}

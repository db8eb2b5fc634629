using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Labels of one sample that have the same name. The metric's name counts as the label <c>__name__</c>.</summary>
internal static class LabelTwins
{
    /// <summary>What is wrong with a sample that has such labels.</summary>
    public const string Fault = "the same label twice";

    private const int SmallSet = 16;

    public static ReadOnlySpan<byte> MetricName => "__name__"u8;

    /// <summary>Finds the first label whose name was there already.</summary>
    /// <param name="exposition">What the labels are slices of.</param>
    /// <param name="labels">The labels of the sample.</param>
    /// <param name="offset">Where in the source it stands.</param>
    public static bool TryFind(ParsedExposition exposition, List<SpelledLabel> labels, out int offset)
    {
        if (labels.Count > SmallSet)
        {
            return TryFindInMany(exposition, labels, out offset);
        }

        for (var i = 0; i < labels.Count; i++)
        {
            var name = exposition.BytesOf(labels[i].Name);
            var isTwin = name.SequenceEqual(MetricName);
            for (var j = 0; j < i && !isTwin; j++)
            {
                isTwin = name.SequenceEqual(exposition.BytesOf(labels[j].Name));
            }

            if (isTwin)
            {
                offset = labels[i].Offset;
                return true;
            }
        }

        offset = 0;
        return false;
    }

    /// <summary>
    /// An empty label is no label to Prometheus, and with it go all others of its name. What is still there twice then makes
    /// it refuse the page.
    /// </summary>
    /// <returns>Whether each label is there once now.</returns>
    public static bool TryRemoveEmpty(ParsedExposition exposition, List<SpelledLabel> labels)
    {
        var seen = NewSet();
        var twins = new HashSet<string>(StringComparer.Ordinal);
        var empty = new HashSet<string>(StringComparer.Ordinal);
        foreach (var label in labels)
        {
            var name = NameOf(exposition, label);
            if (!seen.Add(name))
            {
                twins.Add(name);
            }

            if (label.Value.Length == 0)
            {
                empty.Add(name);
            }
        }

        if (!twins.IsSubsetOf(empty))
        {
            return false;
        }

        labels.RemoveAll(label => twins.Contains(NameOf(exposition, label)));
        return true;
    }

    private static bool TryFindInMany(ParsedExposition exposition, List<SpelledLabel> labels, out int offset)
    {
        var seen = NewSet();
        foreach (var label in labels)
        {
            if (!seen.Add(NameOf(exposition, label)))
            {
                offset = label.Offset;
                return true;
            }
        }

        offset = 0;
        return false;
    }

    private static HashSet<string> NewSet() => new(StringComparer.Ordinal) { "__name__" };

    private static string NameOf(ParsedExposition exposition, SpelledLabel label) =>
        Encoding.UTF8.GetString(exposition.BytesOf(label.Name));
}

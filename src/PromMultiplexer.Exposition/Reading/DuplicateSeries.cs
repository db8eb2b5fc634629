using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Notices a series that stands twice on a page with the same timestamp. Only strict reading pays for this.</summary>
internal sealed class DuplicateSeries
{
    private readonly HashSet<string> _seen = new(StringComparer.Ordinal);
    private readonly List<string> _labels = [];

    /// <summary>Takes a sample's line down.</summary>
    /// <returns>Whether it is the first of its series.</returns>
    public bool Add(SampleLine line)
    {
        _labels.Clear();
        if (line.HasLabelSet)
        {
            foreach (var label in line.Labels)
            {
                // An empty label is no label.
                if (!label.Value.IsEmpty)
                {
                    _labels.Add($"{Encoding.UTF8.GetString(label.Name)}=\"{Encoding.UTF8.GetString(label.Value)}\"");
                }
            }
        }

        _labels.Sort(StringComparer.Ordinal);
        return _seen.Add(
            $"{Encoding.UTF8.GetString(line.Name)}{{{string.Join(',', _labels)}}} {Encoding.ASCII.GetString(line.Timestamp)}");
    }
}

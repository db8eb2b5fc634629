using System.Buffers;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Measuring;

/// <summary>Counts the series of families: what Prometheus keeps, and where so many of them come from.</summary>
internal sealed class Cardinality
{
    private readonly Dictionary<string, Family> _families = new(StringComparer.Ordinal);
    private readonly HashSet<string> _series = new(StringComparer.Ordinal);
    private readonly Dictionary<string, Label> _labels = new(StringComparer.Ordinal);

    /// <summary>Counts a family in. One of a name that was counted already adds to it.</summary>
    public void Add(MetricFamily family)
    {
        if (!_families.TryGetValue(family.Name, out var counted))
        {
            _families.Add(family.Name, counted = new Family(family.Type));
        }

        counted.Bytes += BytesOf(family);
        foreach (var sample in family.ToSamples())
        {
            if (!_series.Add(KeyOf(sample)))
            {
                continue;
            }

            counted.Series++;
            foreach (var (name, value) in sample.Labels)
            {
                Count(counted.Labels, name, value);
                if (!_labels.TryGetValue(name, out var label))
                {
                    _labels.Add(name, label = new Label());
                }

                label.Series++;
                label.Families.Add(family.Name);
                label.Values[value] = label.Values.GetValueOrDefault(value) + 1;
            }
        }
    }

    /// <summary>The families, those with the most series first.</summary>
    public IEnumerable<FamilyMeasure> ByFamily() =>
        from family in _families
        let widest = family.Value.Labels.OrderByDescending(label => label.Value.Count).FirstOrDefault()
        orderby family.Value.Series descending, family.Key
        select new FamilyMeasure
        {
            Name = family.Key,
            Type = family.Value.Type,
            Series = family.Value.Series,
            Share = ShareOf(family.Value.Series),
            Bytes = family.Value.Bytes,
            WidestLabel = widest.Key,
            WidestLabelValues = widest.Value?.Count ?? 0,
        };

    /// <summary>The labels, those with the most values first.</summary>
    public IEnumerable<LabelMeasure> ByLabel() =>
        from label in _labels
        let top = label.Value.Values.MaxBy(value => value.Value)
        orderby label.Value.Values.Count descending, label.Value.Series descending, label.Key
        select new LabelMeasure
        {
            Name = label.Key,
            Values = label.Value.Values.Count,
            Series = label.Value.Series,
            Share = ShareOf(label.Value.Series),
            Families = label.Value.Families.Count,
            TopValue = top.Key,
            TopValueSeries = top.Value,
        };

    /// <summary>Everything.</summary>
    public TotalMeasure Total() => new()
    {
        Families = _families.Count,
        Series = _series.Count,
        Labels = _labels.Count,
        Bytes = _families.Values.Sum(family => family.Bytes),
    };

    /// <summary>A series by name and labels, whatever the order of the labels. An empty label is no label.</summary>
    public static string KeyOf(MetricSample sample) =>
        $"{sample.Name}\0{string.Join('\0', sample.Labels.Where(label => label.Value.Length > 0).Select(label => $"{label.Key}\0{label.Value}").Order(StringComparer.Ordinal))}";

    private double ShareOf(int series) => _series.Count == 0 ? 0 : (double)series / _series.Count;

    private static void Count(Dictionary<string, HashSet<string>> labels, string name, string value)
    {
        if (!labels.TryGetValue(name, out var values))
        {
            labels.Add(name, values = new HashSet<string>(StringComparer.Ordinal));
        }

        values.Add(value);
    }

    private static int BytesOf(MetricFamily family)
    {
        var page = new ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write([family], ExpositionFormat.Text100, page);
        return page.WrittenCount;
    }

    private sealed class Family(MetricType type)
    {
        public MetricType Type { get; } = type;

        public int Series { get; set; }

        public long Bytes { get; set; }

        public Dictionary<string, HashSet<string>> Labels { get; } = new(StringComparer.Ordinal);
    }

    private sealed class Label
    {
        public int Series { get; set; }

        public HashSet<string> Families { get; } = new(StringComparer.Ordinal);

        public Dictionary<string, int> Values { get; } = new(StringComparer.Ordinal);
    }
}

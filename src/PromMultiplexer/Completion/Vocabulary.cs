using System.Management.Automation.Runspaces;
using System.Runtime.CompilerServices;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Completion;

/// <summary>The names that were read last, for completion: of families, of samples, of labels, and some of the labels' values.</summary>
internal sealed class Vocabulary
{
    private const int MostValues = 100;
    private const int MostMetrics = 100;

    private static readonly ConditionalWeakTable<Runspace, Vocabulary> BySession = [];

    private readonly Dictionary<string, string?> _families = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string?> _samples = new(StringComparer.Ordinal);
    private readonly Dictionary<string, HashSet<string>> _labels = new(StringComparer.Ordinal);

    /// <summary>What was read last in this session. Never written to by two cmdlets, but read while one of them writes.</summary>
    public static Vocabulary Latest =>
        Runspace.DefaultRunspace is { } session && BySession.TryGetValue(session, out var vocabulary) ? vocabulary : new Vocabulary();

    /// <summary>The names of the families with what they mean.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Families => InOrder(_families);

    /// <summary>The names of the samples, which are not always their families', with what these mean.</summary>
    public IReadOnlyList<KeyValuePair<string, string?>> Samples => InOrder(_samples);

    /// <summary>The names of the labels.</summary>
    public IReadOnlyList<string> Labels
    {
        get
        {
            lock (_families)
            {
                return [.. _labels.Keys.Order(StringComparer.Ordinal)];
            }
        }
    }

    /// <summary>Begins a vocabulary that takes the place of the latest with its first family.</summary>
    public static Vocabulary StartOver() => new();

    /// <summary>Some of the values of a label.</summary>
    public IReadOnlyList<string> ValuesOf(string label)
    {
        lock (_families)
        {
            return _labels.TryGetValue(label, out var values) ? [.. values.Order(StringComparer.Ordinal)] : [];
        }
    }

    /// <summary>Takes down the names of a family.</summary>
    public void Add(MetricFamily family)
    {
        lock (_families)
        {
            _families[family.Name] = family.Help;
            foreach (var metric in family.Metrics)
            {
                foreach (var label in metric.Labels)
                {
                    Add(label.Name, label.Value);
                }
            }

            // Samples have names of their own, and the labels of buckets and quantiles. Not many metrics show them all.
            foreach (var sample in family.Metrics.Take(MostMetrics).SelectMany(family.ToSamples))
            {
                _samples[sample.Name] = family.Help;
                foreach (var (label, value) in sample.Labels)
                {
                    Add(label, value);
                }
            }
        }

        if (Runspace.DefaultRunspace is { } session)
        {
            BySession.AddOrUpdate(session, this);
        }
    }

    private void Add(string label, string value)
    {
        if (!_labels.TryGetValue(label, out var values))
        {
            _labels.Add(label, values = new HashSet<string>(StringComparer.Ordinal));
        }

        if (values.Count < MostValues)
        {
            values.Add(value);
        }
    }

    private IReadOnlyList<KeyValuePair<string, string?>> InOrder(Dictionary<string, string?> names)
    {
        lock (_families)
        {
            return [.. names.OrderBy(name => name.Key, StringComparer.Ordinal)];
        }
    }
}

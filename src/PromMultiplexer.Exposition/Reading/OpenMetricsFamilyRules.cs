using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>The rules that one OpenMetrics family has to keep (specification 1.0, section "Data Model").</summary>
internal sealed class OpenMetricsFamilyRules(string name)
{
    private readonly HashSet<string> _groups = new(StringComparer.Ordinal);
    private readonly HashSet<string> _pointsAtTime = new(StringComparer.Ordinal);
    private string? _help;
    private string? _unit;
    private MetricType? _declared;
    private bool _hasSamples;
    private string? _group;
    private decimal? _time;
    private OpenMetricsHistogramRules? _histogram;

    public string Name { get; } = name;

    private MetricType Type => _declared ?? MetricType.Untyped;

    /// <summary>All names that the family takes, the one it goes by itself included.</summary>
    public IEnumerable<string> Names
    {
        get
        {
            yield return Name;
            foreach (var suffix in Suffixes)
            {
                if (suffix.Length > 0)
                {
                    yield return Name + suffix;
                }
            }
        }
    }

    private string[] Suffixes => Type switch
    {
        MetricType.Counter => ["_total", "_created"],
        MetricType.Summary => ["", "_count", "_sum", "_created"],
        MetricType.Histogram => ["_count", "_sum", "_bucket", "_created"],
        MetricType.GaugeHistogram => ["_gcount", "_gsum", "_bucket"],
        MetricType.Info => ["_info"],
        _ => [""],
    };

    /// <summary>Whether a sample of this name belongs to the family.</summary>
    public bool Owns(string sample) => Array.Exists(Suffixes, suffix => sample == Name + suffix);

    public string? AddMetadata(char keyword, string text)
    {
        if (_hasSamples)
        {
            return "metadata behind samples of its family";
        }

        switch (keyword)
        {
            case 'H' when _help is null:
                _help = text;
                return null;
            case 'T' when _declared is null:
                // A word that is no type is refused by the reader.
                _declared = TypeNames.TryParseOpenMetrics(Encoding.UTF8.GetBytes(text), out var type) ? type : MetricType.Untyped;
                return null;
            case 'U' when _unit is null:
                _unit = text;
                return null;
            default:
                return $"a second {(keyword == 'H' ? "HELP" : keyword == 'T' ? "TYPE" : "UNIT")} line for the same family";
        }
    }

    public string? AddSample(string sample, Dictionary<string, string> labels, double value, decimal? time)
    {
        _hasSamples = true;
        var suffix = sample[Name.Length..];
        return CheckLabels(suffix, labels) ?? CheckValue(suffix, value) ?? CheckGroup(sample, suffix, labels, value, time);
    }

    public string? Finish()
    {
        if (!string.IsNullOrEmpty(_unit))
        {
            if (!Name.EndsWith("_" + _unit, StringComparison.Ordinal))
            {
                return "the unit is not the end of the metric name";
            }

            if (Type is MetricType.Info or MetricType.StateSet)
            {
                return "a unit for a type that has none";
            }
        }

        return _histogram?.Finish();
    }

    private string? CheckLabels(string suffix, Dictionary<string, string> labels)
    {
        if (Type == MetricType.StateSet && !labels.ContainsKey(Name))
        {
            return "a state set sample without the label that names its state";
        }

        if (suffix == "_bucket" && (!labels.TryGetValue("le", out var bound) || !IsCanonical(bound)))
        {
            return "a bucket without a canonical number as its le";
        }

        if (Type == MetricType.Summary && suffix.Length == 0
            && (!labels.TryGetValue("quantile", out var quantile) || !IsCanonical(quantile)
                || Parse(quantile) is < 0 or > 1))
        {
            return "a summary sample without a canonical number from 0 to 1 as its quantile";
        }

        return null;
    }

    private string? CheckValue(string suffix, double value)
    {
        var isCounted = suffix is "_bucket" or "_count" or "_gcount";
        if (Type == MetricType.StateSet && value is not (0 or 1))
        {
            return "a state that is neither 0 nor 1";
        }

        if (Type == MetricType.Info && value != 1)
        {
            return "an info that is not 1";
        }

        if (Type == MetricType.Summary && suffix.Length == 0 && value < 0)
        {
            return "a negative quantile";
        }

        if (double.IsNaN(value) && (isCounted || suffix is "_total" or "_sum" or "_gsum"))
        {
            return "a count or sum that is not a number";
        }

        if (value < 0 && (isCounted || suffix is "_total" or "_sum"))
        {
            return "a negative count or sum";
        }

        return isCounted && double.IsFinite(value) && value != Math.Floor(value) ? "a count that is not a whole number" : null;
    }

    private string? CheckGroup(string sample, string suffix, Dictionary<string, string> labels, double value, decimal? time)
    {
        var bound = (Type, suffix) switch
        {
            (MetricType.Summary, "") => "quantile",
            (MetricType.StateSet, _) => Name,
            (MetricType.Histogram or MetricType.GaugeHistogram, "_bucket") => "le",
            _ => null,
        };
        var group = Type == MetricType.Info ? "" : Key(labels.Where(label => label.Key != bound));
        if (_group is not null && group != _group && _groups.Contains(group))
        {
            return "the samples of a metric stand apart";
        }

        if (group == _group)
        {
            if (time.HasValue != _time.HasValue)
            {
                return "timestamps on some samples of a metric only";
            }

            if (time < _time && Type != MetricType.Info)
            {
                return "timestamps of a metric that go backwards";
            }
        }

        var isNewMetric = group != _group || time != _time;
        if (isNewMetric)
        {
            _pointsAtTime.Clear();
        }

        var isDuplicate = !_pointsAtTime.Add($"{sample} {Key(labels)}");
        _group = group;
        _time = time;
        _groups.Add(group);
        if (isDuplicate)
        {
            return "the same series twice";
        }

        if (Type is not (MetricType.Histogram or MetricType.GaugeHistogram))
        {
            return null;
        }

        string? broken = null;
        if (isNewMetric)
        {
            broken = _histogram?.Finish();
            _histogram = new OpenMetricsHistogramRules();
        }

        return broken ?? _histogram!.Add(suffix, suffix == "_bucket" ? Parse(labels["le"]) : 0, value);
    }

    private static string Key(IEnumerable<KeyValuePair<string, string>> labels) => string.Join(
        '\n', labels.OrderBy(label => label.Key, StringComparer.Ordinal).Select(label => $"{TextEscape.Quoted(label.Key)}\n{TextEscape.Quoted(label.Value)}"));

    private static double Parse(string number) => NumberSyntax.ParseFloat(Encoding.UTF8.GetBytes(number));

    /// <summary>Whether a bound is a number, and infinity spelled in the one way that the specification has for it.</summary>
    private static bool IsCanonical(string number) =>
        NumberSyntax.IsFloat(Encoding.UTF8.GetBytes(number))
        && Parse(number) is var value
        && !double.IsNaN(value)
        && (!double.IsPositiveInfinity(value) || number == "+Inf");
}

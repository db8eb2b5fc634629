using System.Buffers.Binary;
using System.Diagnostics.CodeAnalysis;
using System.Globalization;
using System.Security.Cryptography;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>The labels of one sample while rules are applied to them, its metric's name among them. A label without a value is none.</summary>
internal sealed class LabelSetBuilder
{
    private readonly List<LabelPair> _labels = [];

    /// <summary>The labels, in the order of the sample, those that came to be at the end.</summary>
    public IReadOnlyList<LabelPair> Labels => _labels;

    /// <summary>Whether any rule has changed something.</summary>
    public bool IsChanged { get; private set; }

    public void Start()
    {
        _labels.Clear();
        IsChanged = false;
    }

    /// <summary>Adds a label of the sample.</summary>
    public void Add(string name, string value)
    {
        if (value.Length > 0)
        {
            _labels.Add(new LabelPair(name, value));
        }
    }

    /// <summary>Applies a rule as Prometheus does.</summary>
    /// <returns>Whether the sample stays.</returns>
    public bool Apply(RelabelRule rule)
    {
        switch (rule.Action)
        {
            case RelabelAction.Keep:
                return rule.Pattern.IsMatch(ValueOf(rule));
            case RelabelAction.Drop:
                return !rule.Pattern.IsMatch(ValueOf(rule));
            case RelabelAction.KeepEqual:
                return ValueOf(rule) == Get(rule.TargetLabel);
            case RelabelAction.DropEqual:
                return ValueOf(rule) != Get(rule.TargetLabel);
            case RelabelAction.Replace:
                Replace(rule);
                break;
            case RelabelAction.HashMod:
                Set(rule.TargetLabel, Hash(ValueOf(rule), rule.Modulus));
                break;
            case RelabelAction.Lowercase:
                Set(rule.TargetLabel, ValueOf(rule).ToLowerInvariant());
                break;
            case RelabelAction.Uppercase:
                Set(rule.TargetLabel, ValueOf(rule).ToUpperInvariant());
                break;
            case RelabelAction.LabelMap:
                foreach (var label in _labels.ToArray())
                {
                    if (rule.Pattern.Match(label.Name) is { } match)
                    {
                        Set(rule.Pattern.Expand(rule.Replacement, match), label.Value);
                    }
                }

                break;
            case RelabelAction.LabelDrop:
                IsChanged |= _labels.RemoveAll(label => rule.Pattern.IsMatch(label.Name)) > 0;
                break;
            case RelabelAction.LabelKeep:
                IsChanged |= _labels.RemoveAll(label => !rule.Pattern.IsMatch(label.Name)) > 0;
                break;
        }

        return true;
    }

    /// <summary>The value of a label; empty if it is not there.</summary>
    public string Get(string name) => _labels.Find(label => label.Name == name).Value ?? "";

    private string ValueOf(RelabelRule rule) => rule.SourceLabels switch
    {
        [] => "",
        [var name] => Get(name),
        var names => string.Join(rule.Separator, names.Select(Get)),
    };

    private void Replace(RelabelRule rule)
    {
        if (rule.Pattern.Match(ValueOf(rule)) is not { } match)
        {
            return;
        }

        var target = rule.Pattern.Expand(rule.TargetLabel, match);
        if (NameSyntax.IsLabelName(Encoding.UTF8.GetBytes(target)) || (target.Length > 0 && !RelabelRule.IsPlainTemplate(rule.TargetLabel)))
        {
            Set(target, rule.Pattern.Expand(rule.Replacement, match));
        }
        else
        {
            Set(rule.TargetLabel, "");
        }
    }

    private void Set(string name, string value)
    {
        var index = _labels.FindIndex(label => label.Name == name);
        if (value.Length == 0)
        {
            if (index >= 0)
            {
                _labels.RemoveAt(index);
                IsChanged = true;
            }
        }
        else if (index < 0)
        {
            _labels.Add(new LabelPair(name, value));
            IsChanged = true;
        }
        else if (_labels[index].Value != value)
        {
            _labels[index] = new LabelPair(name, value);
            IsChanged = true;
        }
    }

    // The last eight bytes of the digest, as Prometheus has had it from the beginning.
    [SuppressMessage("Security", "CA5351:Do Not Use Broken Cryptographic Algorithms", Justification = "It spreads values, it protects nothing.")]
    private static string Hash(string value, ulong modulus) =>
        (BinaryPrimitives.ReadUInt64BigEndian(MD5.HashData(Encoding.UTF8.GetBytes(value)).AsSpan(8)) % modulus).ToString(CultureInfo.InvariantCulture);
}

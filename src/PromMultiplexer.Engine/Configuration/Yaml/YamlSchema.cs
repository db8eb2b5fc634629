namespace PromMultiplexer.Engine;

/// <summary>What a mapping can say: its keys, and what becomes of the value of each. Immutable once made.</summary>
/// <typeparam name="T">What is filled in.</typeparam>
internal sealed class YamlSchema<T>
{
    private readonly Dictionary<string, Func<T, YamlNode, FlagProblem?>> _keys = new(StringComparer.Ordinal);

    /// <summary>A key, with what reads its value.</summary>
    public YamlSchema<T> Key(string name, Func<T, YamlNode, FlagProblem?> read)
    {
        _keys.Add(name, read);
        return this;
    }

    /// <summary>A key whose value is spelled as a flag's.</summary>
    public YamlSchema<T> Key<TValue>(string name, FlagSyntax<TValue> syntax, Action<T, TValue> set) => Key(name, (into, node) =>
    {
        var problem = node.Read(syntax, out var value);
        if (problem is null)
        {
            set(into, value);
        }

        return problem;
    });

    /// <summary>A key whose value is a list, each item spelled as a flag's value.</summary>
    public YamlSchema<T> List<TValue>(string name, FlagSyntax<TValue> syntax, Action<T, IReadOnlyList<TValue>> set) => Key(name, (into, node) =>
    {
        if (node.ReadList(out var items) is { } noList)
        {
            return noList;
        }

        var values = new List<TValue>();
        foreach (var item in items)
        {
            if (item.Read(syntax, out var value) is { } problem)
            {
                return problem;
            }

            values.Add(value);
        }

        set(into, values);
        return null;
    });

    /// <summary>Reads a mapping, up to the first thing that is wrong.</summary>
    public FlagProblem? Read(YamlNode node, T into)
    {
        if (node.ReadMapping(out var entries) is { } problem)
        {
            return problem;
        }

        foreach (var (key, value) in entries)
        {
            if ((_keys.TryGetValue(key.Text, out var read) ? read(into, value) : Unknown(key)) is { } wrong)
            {
                return wrong;
            }
        }

        return null;
    }

    private FlagProblem Unknown(YamlScalar key) => NearestName.To(key.Text, _keys.Keys) is { } near
        ? key.Problem(FlagProblemReason.UnknownKey, key.Text, $"is no key here", $"did you mean {near}?")
        : key.Problem(FlagProblemReason.UnknownKey, key.Text, $"is no key here", $"the keys are {string.Join(", ", _keys.Keys)}");
}

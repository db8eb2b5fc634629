namespace PromMultiplexer.Engine;

/// <summary>A value in a YAML file, with its place. What a value is not is told by whoever wants it to be that.</summary>
internal abstract class YamlNode(YamlPlace place)
{
    public YamlPlace Place => place;

    /// <summary>What the value is, for a problem: the end of a sentence.</summary>
    protected abstract string Kind { get; }

    /// <summary>Something that is wrong with the value.</summary>
    public FlagProblem Problem(FlagProblemReason reason, string? value, FormattableString fault, FormattableString remedy) =>
        new(reason, value, fault, remedy, flag: null, place.ToString());

    /// <summary>Reads one value as text.</summary>
    public FlagProblem? ReadText(out string text)
    {
        text = this is YamlScalar scalar ? scalar.Text : "";
        return this switch
        {
            YamlScalar { IsNull: false } => null,
            YamlScalar => Problem(FlagProblemReason.MissingValue, value: null, $"has no value", $"give one, or leave the key out"),
            _ => Problem(FlagProblemReason.WrongType, value: null, $"is {Kind}", $"give one value"),
        };
    }

    /// <summary>Reads one value as a flag's is read.</summary>
    public FlagProblem? Read<T>(FlagSyntax<T> syntax, out T value)
    {
        if (ReadText(out var text) is { } problem)
        {
            value = default!;
            return problem;
        }

        return syntax.Read(text, out value)?.At(place.ToString());
    }

    /// <summary>Reads a list. No value at all is a list too.</summary>
    public FlagProblem? ReadList(out IReadOnlyList<YamlNode> items)
    {
        items = this is YamlList list ? list.Items : [];
        return this is YamlList or YamlScalar { IsNull: true }
            ? null
            : Problem(FlagProblemReason.WrongType, value: null, $"is {Kind}", $"write a list, one item a line, each behind a dash");
    }

    /// <summary>Reads a mapping. No value at all is a mapping too.</summary>
    public FlagProblem? ReadMapping(out IReadOnlyList<YamlEntry> entries)
    {
        entries = this is YamlMapping mapping ? mapping.Entries : [];
        return this is YamlMapping or YamlScalar { IsNull: true }
            ? null
            : Problem(FlagProblemReason.WrongType, value: null, $"is {Kind}", $"write a mapping, one key and its value a line");
    }
}

namespace PromMultiplexer.Engine;

/// <summary>
/// The configuration file: what flags can say, under their names, and the containers with all that there is to say of each. What is
/// in it is checked as a whole, also what a flag or an environment variable takes the place of.
/// </summary>
internal static class ConfigFile
{
    /// <summary>The key of the list of containers.</summary>
    private const string Containers = "containers";

    private static readonly YamlSchema<List<FlagValue>> Schema = MakeSchema();

    /// <summary>Reads the file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="content">What was in it.</param>
    /// <param name="values">What it says, as flags. Means nothing if there is a problem.</param>
    public static FlagProblem? Read(string path, FileContent content, out IReadOnlyList<FlagValue> values)
    {
        var found = new List<FlagValue>();
        values = found;
        if (content.Fault is not null)
        {
            return new(FlagProblemReason.FileNotReadable, path, $"{content.Fault}", $"check the path and who may read it", Flags.ConfigFile);
        }

        return YamlFile.Read(path, content.Bytes, out var root) ?? Schema.Read(root, found) ?? RulesTwice(found);
    }

    private static YamlSchema<List<FlagValue>> MakeSchema()
    {
        var schema = new YamlSchema<List<FlagValue>>();
        foreach (var flag in Flags.All.Where(flag => flag.ParameterName is not null && flag != Flags.ConfigFile))
        {
            schema.Key(flag.Name, (values, node) => flag.IsRepeatable && node is not YamlScalar { IsNull: false }
                ? ReadList(flag, node, values)
                : ReadValue(flag, node, values));
        }

        return schema.Key(Containers, ContainerSchema.ReadAll).Key(RelabelSchema.Key, ReadRules);
    }

    // The rules are the content of the file that the flag names.
    private static FlagProblem? ReadRules(List<FlagValue> values, YamlNode node)
    {
        var problem = RelabelSchema.ReadAll(node, out var rules);
        values.Add(new(Flags.MetricRelabelFile, "", node.Place.ToString()) { Rules = rules });
        return problem;
    }

    private static FlagProblem? RulesTwice(List<FlagValue> values)
    {
        FlagValue[] given = [.. values.Where(value => value.Flag == Flags.MetricRelabelFile)];
        return given.Length < 2 ? null : new(
            FlagProblemReason.ConflictingKeys,
            value: null,
            $"is here, and so is another key for rules",
            $"write one of {RelabelSchema.Key} and metric_relabel_file",
            flag: null,
            given[1].Place);
    }

    private static FlagProblem? ReadList(Flag flag, YamlNode node, List<FlagValue> values)
    {
        if (node.ReadList(out var items) is { } noList)
        {
            return noList;
        }

        foreach (var item in items)
        {
            if (ReadValue(flag, item, values) is { } problem)
            {
                return problem;
            }
        }

        return null;
    }

    private static FlagProblem? ReadValue(Flag flag, YamlNode node, List<FlagValue> values)
    {
        if (ReadText(flag, node, out var text) is { } noValue)
        {
            return noValue;
        }

        var value = new FlagValue(flag, flag.IsFile ? FilePath.Beside(node.Place.File, text) : text, node.Place.ToString());
        values.Add(value);
        return flag.Check(value.Text)?.At(value.Place);
    }

    // In the order of a list, which a flag separates by commas: as Prometheus' own configuration has it.
    private static FlagProblem? ReadText(Flag flag, YamlNode node, out string text)
    {
        if (flag != Flags.ScrapeProtocols || node is not YamlList protocols)
        {
            return node.ReadText(out text);
        }

        var names = new List<string>();
        text = "";
        foreach (var item in protocols.Items)
        {
            if (item.ReadText(out var name) is { } noName)
            {
                return noName;
            }

            names.Add(name);
        }

        text = string.Join(',', names);
        return null;
    }
}

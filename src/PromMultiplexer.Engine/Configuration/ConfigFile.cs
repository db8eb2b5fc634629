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

        return YamlFile.Read(path, content.Bytes, out var root) ?? Schema.Read(root, found);
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

        return schema.Key(Containers, ContainerSchema.ReadAll);
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
        if (node.ReadText(out var text) is { } noValue)
        {
            return noValue;
        }

        var value = new FlagValue(flag, flag.IsFile ? FilePath.Beside(node.Place.File, text) : text, node.Place.ToString());
        values.Add(value);
        return flag.Check(value.Text)?.At(value.Place);
    }
}

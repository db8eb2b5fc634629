using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>A file of rules for the samples of all containers: a piece of Prometheus' configuration.</summary>
internal static class RelabelFile
{
    private static readonly YamlSchema<List<RelabelRule>> Schema = new YamlSchema<List<RelabelRule>>().Key(RelabelSchema.Key, ReadRules);

    /// <summary>Reads the file.</summary>
    /// <param name="path">Its path.</param>
    /// <param name="content">What was in it.</param>
    /// <param name="rules">The rules. They mean nothing if there is a problem.</param>
    public static FlagProblem? Read(string path, FileContent content, out IReadOnlyList<RelabelRule> rules)
    {
        var found = new List<RelabelRule>();
        rules = found;
        if (content.Fault is not null)
        {
            return new(FlagProblemReason.FileNotReadable, path, $"{content.Fault}", $"check the path and who may read it", Flags.MetricRelabelFile);
        }

        return YamlFile.Read(path, content.Bytes, out var root) ?? Schema.Read(root, found);
    }

    private static FlagProblem? ReadRules(List<RelabelRule> into, YamlNode node)
    {
        var problem = RelabelSchema.ReadAll(node, out var rules);
        into.AddRange(rules);
        return problem;
    }
}

using System.Text;
using System.Text.RegularExpressions;

namespace PromMultiplexer.Exposition.Tests.Model;

/// <summary>Spells a merged page in the text format. One character for each byte.</summary>
internal static partial class ModelWriter
{
    public static byte[] Write(IEnumerable<ModelFamily> families)
    {
        var page = new StringBuilder();
        foreach (var family in families)
        {
            if (family.Help.Length > 0)
            {
                page.Append($"# HELP {Spell(family.Name)} {family.Help.Replace(@"\", @"\\").Replace("\n", @"\n")}\n");
            }

            page.Append($"# TYPE {Spell(family.Name)} {family.Types.Single()}\n");
            foreach (var sample in family.Samples)
            {
                page.Append(Spell(sample)).Append('\n');
            }
        }

        return Encoding.Latin1.GetBytes(page.ToString());
    }

    /// <summary>A metric's name, in quotes where it needs them.</summary>
    public static string Spell(string name) => MetricName().IsMatch(name) ? name : Quote(name);

    /// <summary>What stands between quotes.</summary>
    public static string Escape(string text) => text.Replace(@"\", @"\\").Replace("\"", "\\\"").Replace("\n", @"\n");

    private static string Spell(ModelSample sample)
    {
        var labels = sample.Labels.Select(label => $"{(LabelName().IsMatch(label.Name) ? label.Name : Quote(label.Name))}={Quote(label.Value)}");
        var isPlain = MetricName().IsMatch(sample.Name);
        var braces = isPlain
            ? sample.HasBraces ? $"{sample.Name}{{{string.Join(',', labels)}}}" : sample.Name
            : $"{{{string.Join(',', labels.Prepend(Quote(sample.Name)))}}}";
        return $"{braces} {sample.Value}{(sample.Timestamp is null ? "" : " " + sample.Timestamp)}";
    }


    private static string Quote(string text) => $"\"{Escape(text)}\"";

    [GeneratedRegex(@"^[a-zA-Z_:][a-zA-Z0-9_:]*\z")]
    private static partial Regex MetricName();

    [GeneratedRegex(@"^[a-zA-Z_][a-zA-Z0-9_]*\z")]
    private static partial Regex LabelName();
}

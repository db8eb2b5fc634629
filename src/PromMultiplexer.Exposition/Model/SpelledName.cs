using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Names as the text formats spell them: in quotes where they need some.</summary>
internal static class SpelledName
{
    public static string Of(string name, bool isMetric)
    {
        var bytes = Encoding.UTF8.GetBytes(name);
        return (isMetric ? NameSyntax.IsMetricName(bytes) : NameSyntax.IsLabelName(bytes)) ? name : $"\"{TextEscape.Quoted(name)}\"";
    }
}

using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Whether an exemplar can stand in OpenMetrics.</summary>
internal static class ExemplarFit
{
    /// <summary>Whether the labels have names, no two the same, are short enough, and have no NUL, which Prometheus does not take there.</summary>
    public static bool Fits(Exemplar exemplar)
    {
        var characters = 0;
        for (var i = 0; i < exemplar.Labels.Count; i++)
        {
            var label = exemplar.Labels[i];
            for (var before = 0; before < i; before++)
            {
                if (exemplar.Labels[before].Name == label.Name)
                {
                    return false;
                }
            }

            characters += CountCharacters(label.Name) + CountCharacters(label.Value);
            if (label.Name.Length == 0
                || label.Name.Contains('\0')
                || label.Value.Contains('\0')
                || characters > OpenMetricsReader.MostExemplarCharacters)
            {
                return false;
            }
        }

        return true;
    }

    private static int CountCharacters(string text)
    {
        var count = 0;
        foreach (var _ in text.EnumerateRunes())
        {
            count++;
        }

        return count;
    }
}

namespace PromMultiplexer.Exposition;

/// <summary>The list that a thread gathers a line's labels in, kept for the next line.</summary>
internal static class SpelledLabels
{
    /// <summary>The most labels that memory is kept for: a line with a million of them is read once.</summary>
    private const int MostKept = 1024;

    [ThreadStatic]
    private static List<SpelledLabel>? s_labels;

    /// <summary>The thread's list, empty. Valid until the next call.</summary>
    public static List<SpelledLabel> Take()
    {
        var labels = s_labels ??= [];
        labels.Clear();
        return labels;
    }

    /// <summary>Gives back what the lines of a page needed beyond the usual.</summary>
    public static void Trim()
    {
        if (s_labels?.Capacity > MostKept)
        {
            s_labels = null;
        }
    }
}

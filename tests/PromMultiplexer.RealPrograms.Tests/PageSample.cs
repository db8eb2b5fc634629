namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>One sample of a page.</summary>
/// <param name="Name">The metric's name.</param>
/// <param name="Labels">Names and values, as spelled on the page.</param>
/// <param name="Value">The value, as spelled on the page.</param>
internal sealed record PageSample(string Name, IReadOnlyList<KeyValuePair<string, string>> Labels, string Value)
{
    /// <summary>The series without one of its labels, spelled so that equal series are equal strings.</summary>
    public string SeriesWithout(string label) =>
        Name + "{" + string.Join(',', Labels.Where(pair => pair.Key != label).Select(pair => $"{pair.Key}=\"{pair.Value}\"")) + "}";

    /// <summary>The values of all labels of a name: one if the page is right.</summary>
    public IEnumerable<string> ValuesOf(string label) => Labels.Where(pair => pair.Key == label).Select(pair => pair.Value);
}

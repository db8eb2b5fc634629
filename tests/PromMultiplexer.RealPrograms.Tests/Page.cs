namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>
/// A page of the text format as these tests read it: character by character, and on purpose not with the reader that is
/// under test.
/// </summary>
internal sealed class Page
{
    private const string Counter = "counter";

    private readonly Dictionary<string, string> _types = [];
    private readonly List<PageSample> _samples = [];

    private Page(string text)
    {
        Assert.EndsWith("\n", text, StringComparison.Ordinal);
        foreach (var line in text.Split('\n'))
        {
            if (line.Split(' ') is ["#", "TYPE", var family, var type])
            {
                Assert.True(_types.TryAdd(family, type), $"A second TYPE for {family}.");
            }
            else if (line.Length > 0 && line[0] != '#')
            {
                _samples.Add(ReadSample(line));
            }
        }
    }

    public IReadOnlyList<PageSample> Samples => _samples;

    /// <summary>The samples of the containers.</summary>
    public IEnumerable<PageSample> Scraped => _samples.Where(sample => !IsOwn(sample));

    public static async Task<Page> GetAsync(string url) => new(await Http.GetAsync(url));

    /// <summary>The samples of one container.</summary>
    public IEnumerable<PageSample> Of(string container) => Scraped.Where(sample => sample.ValuesOf("container").Contains(container));

    /// <summary>One of the multiplexer's own metrics of one container.</summary>
    public double Own(string name, string container) =>
        double.Parse(Assert.Single(_samples, sample => sample.Name == name && sample.ValuesOf("container").Contains(container)).Value);

    public bool IsCounter(PageSample sample) => _types.GetValueOrDefault(sample.Name) == Counter;

    private static bool IsOwn(PageSample sample) => sample.Name.StartsWith("multiplexer_", StringComparison.Ordinal);

    private static PageSample ReadSample(string line)
    {
        var at = line.IndexOfAny(['{', ' ']);
        var name = line[..at];
        var labels = new List<KeyValuePair<string, string>>();
        if (line[at] == '{')
        {
            at++;
            while (line[at] != '}')
            {
                var equals = line.IndexOf('=', at);
                var quote = EndOfQuoted(line, equals + 1);
                labels.Add(new(line[at..equals], line[(equals + 2)..quote]));
                at = line[quote + 1] == ',' ? quote + 2 : quote + 1;
            }

            at++;
        }

        return new PageSample(name, labels, line[(at + 1)..]);
    }

    // Where the quote is that ends the text which begins with the one at `start`.
    private static int EndOfQuoted(string line, int start)
    {
        Assert.Equal('"', line[start]);
        var at = start + 1;
        while (line[at] != '"')
        {
            at += line[at] == '\\' ? 2 : 1;
        }

        return at;
    }
}

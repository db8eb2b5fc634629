using System.Text;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>What a page knows of the names of its labels.</summary>
public sealed class LabelNameFilterTests
{
    [Theory]
    [InlineData("a", "a", true)]
    [InlineData("a", "b", false)]
    [InlineData("a", "aa", false)]
    [InlineData("seven77", "seven77", true)]
    [InlineData("seven77", "seven78", false)]
    [InlineData("eight888", "eight888", true)]
    [InlineData("eight888", "eight887", false)]

    // Names are told apart by their first eight bytes.
    [InlineData("namespace", "namespac", true)]
    [InlineData("namespace", "namespaces", true)]
    [InlineData("namespace", "name", false)]
    public void KnowsWhatWasMet(string met, string asked, bool mayHave)
    {
        var filter = default(LabelNameFilter);
        filter.Add(LabelNameFilter.KeyOf(Encoding.UTF8.GetBytes(met)));
        Assert.Equal(mayHave, filter.MayHave(LabelNameFilter.KeyOf(Encoding.UTF8.GetBytes(asked))));
    }

    [Fact]
    public void KnowsNothingOfAPageThatWasNotRead() => Assert.True(new ParsedExposition().LabelNames.MayHave(LabelNameFilter.KeyOf("x"u8)));

    [Theory]
    [InlineData("# HELP a container\n# TYPE a gauge\na{x=\"container\"} 1\n", false)]
    [InlineData("a{container=\"x\"} 1\n", true)]
    [InlineData("a{x=\"y\"} 1\na{x=\"y\",container=\"x\"} 1\n", true)]
    [InlineData("a { container = \"x\" } 1\n", true)]
    [InlineData("a{container=\"\\x\"} 1\n", true)]
    public void KnowsTheLabelsOfAPage(string text, bool mayHave)
    {
        var page = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(text), ExpositionFormat.Text004, ReadMode.Tolerant, page));
        Assert.Equal(mayHave, page.LabelNames.MayHave(LabelNameFilter.KeyOf("container"u8)));
    }

    [Fact]
    public void KnowsWhatWasTakenFromThePageBefore()
    {
        var before = new ParsedExposition();
        var page = new ParsedExposition();
        const string Families = "# HELP a A.\n# TYPE a gauge\na{container=\"x\"} 1\n# HELP b B.\n# TYPE b gauge\nb 1\n";
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes(Families), ExpositionFormat.Text004, ReadMode.Tolerant, before));
        Assert.Null(ExpositionReader.Read(Encoding.UTF8.GetBytes($"{Families}b{{x=\"y\"}} 1\n"), ExpositionFormat.Text004, ReadMode.Tolerant, page, before));
        Assert.True(page.LabelNames.MayHave(LabelNameFilter.KeyOf("container"u8)));
    }
}

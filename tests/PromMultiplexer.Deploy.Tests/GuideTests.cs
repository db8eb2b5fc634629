using System.Text.RegularExpressions;
using PromMultiplexer.Engine;

namespace PromMultiplexer.Deploy.Tests;

/// <summary>The guides in docs/, held against what they speak of.</summary>
public sealed partial class GuideTests
{
    public static TheoryData<string> Guides => ["getting-started.md", "kubernetes.md", "migrating.md", "scale.md", "sizing.md"];

    [Theory]
    [MemberData(nameof(Guides))]
    public void Everything_a_guide_points_to_is_there(string guide)
    {
        foreach (Match link in Link().Matches(Checkout.Read($"docs/{guide}")))
        {
            var path = Path.GetFullPath(Path.Combine(Checkout.PathOf("docs"), link.Groups[1].Value));
            Assert.True(Path.Exists(path), $"{guide} points to {link.Groups[1].Value}.");
            if (link.Groups[2].Value is { Length: > 0 } heading)
            {
                Assert.Contains(heading, Heading().Matches(File.ReadAllText(path)).Select(match => Anchor(match.Groups[1].Value)));
            }
        }
    }

    [Theory]
    [MemberData(nameof(Guides))]
    public void Every_flag_and_metric_in_a_guide_exists(string guide)
    {
        var text = Checkout.Read($"docs/{guide}");
        Assert.All(FlagName().Matches(text).Select(match => match.Groups[1].Value), name => Assert.True(Flags.OfName(name) is not null, $"There is no --{name}."));

        var readme = Checkout.Read("README.md");
        Assert.All(Metric().Matches(text).Select(match => match.Value), name => Assert.Contains($"`{name}`", readme, StringComparison.Ordinal));
    }

    [Fact]
    public void The_alerts_are_listed()
    {
        var alerts = Checkout.Yaml("deploy/monitoring/rules.yaml").List("groups").SelectMany(group => group.List("rules")).Select(rule => rule.Text("alert"));
        Assert.Equal(alerts, ListedAlert().Matches(Checkout.Read("docs/kubernetes.md")).Select(match => match.Groups[1].Value));
    }

    [Fact]
    public void The_build_arguments_are_those_of_the_Dockerfile()
    {
        var listed = ListedArgument().Matches(Checkout.Read("docs/kubernetes.md")).SelectMany(match => match.Groups[1].Value.Split("`, `"));
        var given = Argument().Matches(Checkout.Read("Dockerfile")).Select(match => match.Groups[1].Value).Distinct().Except(["BUILDARCH", "TARGETARCH"]);
        Assert.Equal(given.Order(), listed.Order());
    }

    [Fact]
    public void The_page_that_one_gets_to_see_first_is_that_of_README()
    {
        const string Block = "```text\n";
        var guide = Checkout.Read("docs/getting-started.md").Split(Block)[1].Split("```")[0];
        Assert.Contains(Block + guide + "```", Checkout.Read("README.md"), StringComparison.Ordinal);
    }

    private static string Anchor(string heading) => heading.Trim().ToLowerInvariant().Replace(' ', '-');

    [GeneratedRegex(@"\]\((?!http|#)([^)#]+)(?:#([^)]+))?\)")]
    private static partial Regex Link();

    [GeneratedRegex("^#+ (.*)$", RegexOptions.Multiline)]
    private static partial Regex Heading();

    // Flags of ours have underscores, or stand with a value in backticks.
    [GeneratedRegex(@"`--([a-z]+(?:_[a-z]+)*)[`=]")]
    private static partial Regex FlagName();

    [GeneratedRegex(@"multiplexer_(?:container|scrape|conflicts|build|process)_[a-z_]*[a-z]")]
    private static partial Regex Metric();

    [GeneratedRegex(@"^\| `(Multiplexer\w+)` \|", RegexOptions.Multiline)]
    private static partial Regex ListedAlert();

    [GeneratedRegex(@"^\| `([A-Z_`, ]+)` \|", RegexOptions.Multiline)]
    private static partial Regex ListedArgument();

    [GeneratedRegex(@"^ARG (\w+)=", RegexOptions.Multiline)]
    private static partial Regex Argument();
}

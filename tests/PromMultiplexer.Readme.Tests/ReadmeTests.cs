using System.Diagnostics;
using System.Text.RegularExpressions;
using PromMultiplexer.Engine;

namespace PromMultiplexer.Readme.Tests;

/// <summary>What README.md says, held against what is so.</summary>
public sealed partial class ReadmeTests
{
    // The flags that came first; all others are listed behind them.
    private static readonly Flag[] Documented =
        [Flags.Endpoint, Flags.ExportTo, Flags.ContainerLabel, Flags.ScrapeInterval, Flags.ExcludeContainers, Flags.ContainerToPortMap];

    [Fact]
    public void The_table_of_flags_is_that_of_the_flags()
    {
        var defaults = new MultiplexerOptions();
        var expected = Documented.Concat(Flags.All.Except(Documented)).Select(flag => string.Join(
            " | ",
            flag.ShortName is { } shortName ? $"-{shortName}" : "",
            $"--{flag.Name}",
            flag.Meaning,
            flag.IsRequired ? "required" : flag.ValueIn(defaults),
            flag.ParameterName is { } parameter ? $"-{parameter}" : ""));

        Assert.Equal(expected, Readme.Table("Short").Select(row => string.Join(" | ", row)));
    }

    [Fact]
    public async Task The_table_of_metrics_is_that_of_the_page()
    {
        var options = new MultiplexerOptions { ExportTo = 0, ListenAddress = "127.0.0.1", Targets = [new Target("web", 1)] };
        await using var multiplexer = await Multiplexer.StartAsync(options, new LogfmtSink(TextWriter.Null));
        using var client = new HttpClient();
        var page = await client.GetStringAsync(multiplexer.Url);

        // The open files are counted on Linux only.
        var rows = Readme.Table("Metric").Where(row => OperatingSystem.IsLinux() || !row[0].EndsWith("_fds", StringComparison.Ordinal)).ToList();
        var described = HelpLine().Matches(page).Select(line => (Name: line.Groups[1].Value, Meaning: line.Groups[2].Value, Type: line.Groups[3].Value));
        Assert.Equal(described, rows.Select(row => (row[0], row[3], row[1])));

        // The metrics that are only there once a container has answered are not on this page.
        foreach (var row in rows.Where(row => page.Contains($"\n{row[0]}", StringComparison.Ordinal)))
        {
            var sample = page.Split('\n').First(line => line.StartsWith(row[0], StringComparison.Ordinal) && !line.StartsWith('#'));
            Assert.Equal(row[2].Split(", ", StringSplitOptions.RemoveEmptyEntries), LabelName().Matches(sample).Select(label => label.Groups[1].Value));
        }
    }

    [Fact]
    public void The_flags_of_the_Pods_are_taken_and_lead_to_the_port_that_is_declared()
    {
        var pods = Readme.Blocks("yaml").Where(block => block.Contains("command:", StringComparison.Ordinal)).ToList();
        Assert.Equal(2, pods.Count);
        foreach (var pod in pods)
        {
            var command = YamlListItem().Matches(pod).Select(item => item.Groups[1].Value).ToList();
            Assert.Equal("/metrics-multiplexer-sidecar", command[0]);
            var reading = CommandLine.Read(command[1..]);
            Assert.Null(reading.Problem);
            Assert.Empty(reading.Warnings);
            Assert.Contains($"containerPort: {reading.Options!.ExportTo},", pod, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task The_example_of_the_library_is_the_sample_and_writes_what_it_says()
    {
        Assert.Equal(Readme.Read("samples/PromMultiplexer.LibrarySample/Program.cs"), Assert.Single(Readme.Blocks("csharp")));

        using var sample = Process.Start(new ProcessStartInfo("dotnet", [Path.Combine(AppContext.BaseDirectory, "PromMultiplexer.LibrarySample.dll")])
        {
            RedirectStandardOutput = true,
        })!;
        var output = await sample.StandardOutput.ReadToEndAsync();
        await sample.WaitForExitAsync();
        Assert.Equal(0, sample.ExitCode);
        Assert.Equal(Readme.Blocks("text")[^1], output);
    }

    [Fact]
    public void The_two_commands_are_what_CI_runs()
    {
        var ci = Readme.Read(".ci/run");
        Assert.All(Readme.Blocks("sh").Take(2), command => Assert.Contains(command.Trim(), ci, StringComparison.Ordinal));
    }

    [Fact]
    public void Everything_it_points_to_is_there()
    {
        var linked = Link().Matches(Readme.Text).Select(link => link.Groups[1].Value);
        var listed = Readme.Table("Folder").Select(row => row[0]);
        Assert.All(linked.Concat(listed), path => Assert.True(Path.Exists(Path.Combine(Readme.Root, path)), $"There is no {path}."));

        var sources = Directory.GetDirectories(Path.Combine(Readme.Root, "src")).Select(folder => $"src/{Path.GetFileName(folder)}");
        Assert.Empty(sources.Except(listed));
    }

    [Fact]
    public void The_version_in_the_changelog_is_the_version()
    {
        var versions = ChangelogVersion().Matches(Readme.Read("CHANGELOG.md")).Select(version => version.Groups[1].Value);
        Assert.Equal(ProductInfo.Version, versions.First());
    }

    [GeneratedRegex(@"^# HELP (multiplexer_\w+) (.*)\n# TYPE \w+ (\w+)$", RegexOptions.Multiline)]
    private static partial Regex HelpLine();

    [GeneratedRegex(@"(\w+)=""")]
    private static partial Regex LabelName();

    [GeneratedRegex(@"^ +- ""(.*)""$", RegexOptions.Multiline)]
    private static partial Regex YamlListItem();

    // Into the checkout: not to the web, and not to a heading.
    [GeneratedRegex(@"\]\((?!http|#)([^)]+)\)")]
    private static partial Regex Link();

    [GeneratedRegex(@"^## \[(\d[^]]*)\]", RegexOptions.Multiline)]
    private static partial Regex ChangelogVersion();
}

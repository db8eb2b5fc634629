namespace PromMultiplexer.Package.Tests;

/// <summary>What the package's README shows is code that runs, and what it prints.</summary>
public sealed class ReadmeTests
{
    /// <summary>The steps, in the order of README.md.</summary>
    public static TheoryData<string, string> Steps => new()
    {
        { "read", "Reading.cs" },
        { "label", "Labeling.cs" },
        { "convert", "Converting.cs" },
        { "merge", "Merging.cs" },
        { "write", "Writing.cs" },
    };

    [Theory]
    [MemberData(nameof(Steps))]
    public async Task AStepIsThatOfTheTourAndPrintsWhatItSays(string step, string file)
    {
        var number = Steps.Select(row => (string)row[0]).ToList().IndexOf(step);

        // The first block of code is what all steps have in front of them.
        var code = PackageReadme.Blocks("csharp");
        Assert.Equal(Steps.Count + 1, code.Count);
        Assert.Equal(BodyOf(file), code[number + 1]);
        Assert.All(UsingsOf(file), line => Assert.Contains(line, code[0], StringComparison.Ordinal));
        Assert.Equal(PackageReadme.Blocks("text")[number], await Command.RunAsync(AppContext.BaseDirectory, "dotnet", "PromMultiplexer.LibraryTour.dll", step));
    }

    private static IEnumerable<string> UsingsOf(string file) =>
        Checkout.Read($"{Checkout.Tour}/{file}").Split('\n').Where(line => line.StartsWith("using ", StringComparison.Ordinal));

    /// <summary>The lines of a step's only method, as they look without what is around them.</summary>
    private static string BodyOf(string file)
    {
        const string Indent = "        ";
        var lines = Checkout.Read($"{Checkout.Tour}/{file}").Split('\n');
        return string.Concat(lines
            .SkipWhile(line => line != "    public static void Run()").Skip(2)
            .TakeWhile(line => line != "    }")
            .Select(line => (line.Length > 0 ? line[Indent.Length..] : line) + "\n"));
    }
}

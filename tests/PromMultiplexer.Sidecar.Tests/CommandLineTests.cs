using PromMultiplexer.Engine;

namespace PromMultiplexer.Sidecar.Tests;

public class CommandLineTests
{
    [Theory]
    [MemberData(nameof(FlagCase.WithOptions), MemberType = typeof(FlagCase))]
    public void Reads_options(string about)
    {
        var expected = FlagCase.Of(about);
        var reading = CommandLine.Read(expected.Args);

        Assert.Null(reading.Problem?.ToString());
        Assert.Null(reading.Text);
        Assert.Equal(expected.Options!.OrderBy(option => option.Key), Changed(reading.Options!).OrderBy(option => option.Key));
        Assert.Equal(expected.Warnings ?? [], reading.Warnings.Select(warning => warning.ToString()));
    }

    [Theory]
    [MemberData(nameof(FlagCase.WithError), MemberType = typeof(FlagCase))]
    public void Refuses(string about)
    {
        var expected = FlagCase.Of(about);
        var reading = CommandLine.Read(expected.Args);

        Assert.Equal(expected.Error, reading.Problem?.ToString());
        Assert.Null(reading.Options);
        Assert.Null(reading.Text);
        Assert.Empty(reading.Warnings);
    }

    [Theory]
    [MemberData(nameof(FlagCase.WithStdout), MemberType = typeof(FlagCase))]
    public void Answers_questions(string about)
    {
        var expected = FlagCase.Of(about);
        var reading = CommandLine.Read(expected.Args);

        Assert.Equal(ExpectedText.Of(expected.Stdout!), reading.Text);
        Assert.Null(reading.Options);
        Assert.Null(reading.Problem);
    }

    [Fact]
    public void Tells_which_flags_were_given()
    {
        var reading = CommandLine.Read(["-m", "web:8080", "-e9100", "--strict", "-m=db:9187", "-x="]);

        Assert.Equal(
            [
                new(Flags.ContainerToPortMap, "web:8080"),
                new(Flags.ExportTo, "9100"),
                new(Flags.Strict, "true"),
                new(Flags.ContainerToPortMap, "db:9187"),
                new(Flags.ExcludeContainers, ""),
            ],
            reading.Values);
    }

    [Fact]
    public void Defaults_can_be_others()
    {
        var defaults = new MultiplexerOptions { ListenAddress = "localhost", ExportTo = 1 };

        Assert.Equal("localhost", CommandLine.Read(["-m", "web:8080"], defaults).Options!.ListenAddress);
        Assert.Equal(1, CommandLine.Read(["-m", "web:8080"], defaults).Options!.ExportTo);
        Assert.Null(CommandLine.Read(["-m", "web:8080", "--listen_address=*"], defaults).Options!.ListenAddress);
        Assert.Contains("(default: localhost)", CommandLine.Read(["--help"], defaults).Text, StringComparison.Ordinal);
    }

    [Fact]
    public void Any_arguments_end_in_options_a_text_or_a_problem_of_one_line()
    {
        // Every argument that means something, and some that do not, in every combination of three.
        string[] pieces = ["-", "--", "-m", "--m", "=", "-m=", "a:1", "-e", "-e=x\n", "9", "--strict", "--help", "", "\ud800", "--container_to_port_map", ",/,"];
        var combinations = from a in pieces from b in pieces from c in pieces select new[] { a, b, c };

        Assert.All(combinations, arguments =>
        {
            var reading = CommandLine.Read(arguments);
            Assert.Single(new object?[] { reading.Options, reading.Text, reading.Problem }, thing => thing is not null);
            Assert.DoesNotContain('\n', reading.Problem?.ToString() ?? "");
        });
    }

    private static Dictionary<string, string> Changed(MultiplexerOptions options)
    {
        var defaults = new MultiplexerOptions();
        return Flags.All.Where(flag => flag.ValueIn(options) != flag.ValueIn(defaults)).ToDictionary(flag => flag.Name, flag => flag.ValueIn(options));
    }
}

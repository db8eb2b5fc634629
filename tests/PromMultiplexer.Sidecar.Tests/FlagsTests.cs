using System.Text.RegularExpressions;
using PromMultiplexer.Engine;

namespace PromMultiplexer.Sidecar.Tests;

public partial class FlagsTests
{
    public static TheoryData<string> WithValue => [.. Flags.All.Where(flag => flag.ParameterName is not null).Select(flag => flag.Name)];

    [Theory]
    [InlineData('p', "endpoint", "Endpoint", "/metrics")]
    [InlineData('e', "export_to", "ExportTo", "13434")]
    [InlineData('n', "container_label", "ContainerLabel", "container")]
    [InlineData('i', "scrape_interval", "ScrapeInterval", "200")]
    [InlineData('x', "exclude_containers", "ExcludeContainer", "")]
    [InlineData('m', "container_to_port_map", "ContainerToPortMap", "")]
    public void The_documented_flags(char shortName, string name, string parameter, string value)
    {
        var flag = Flags.OfName(name);

        Assert.NotNull(flag);
        Assert.Same(flag, Flags.OfShortName(shortName));
        Assert.Same(flag, Flags.OfParameter(parameter));
        Assert.Equal(value, flag.ValueIn(new()));
    }

    [Fact]
    public void Only_the_map_is_required() => Assert.Same(Flags.ContainerToPortMap, Assert.Single(Flags.All, flag => flag.IsRequired));

    [Fact]
    public void Names_are_all_different()
    {
        Assert.Distinct(Flags.All.Select(flag => flag.Name));
        Assert.Distinct(Flags.All.Select(flag => flag.ShortName).OfType<char>());
        Assert.Distinct(Flags.All.Select(flag => flag.ParameterName).OfType<string>(), StringComparer.OrdinalIgnoreCase);
    }

    [Fact]
    public void Names_are_spelled_as_everywhere() => Assert.All(Flags.All, flag =>
    {
        Assert.Matches(SnakeCase(), flag.Name);
        Assert.Matches(PascalCase(), flag.ParameterName ?? "None");
    });

    [Theory]
    [MemberData(nameof(WithValue))]
    public void What_a_flag_shows_can_be_read_again(string name)
    {
        var flag = Flags.OfName(name)!;
        var shown = flag.IsRequired ? "web:8080" : flag.ValueIn(new());

        var reading = OptionsReader.Read([new(flag, shown), .. flag.IsRequired ? Array.Empty<FlagValue>() : [new(Flags.ContainerToPortMap, "web:8080")]]);

        Assert.Null(reading.Problem?.ToString());
        Assert.Equal(shown, flag.ValueIn(reading.Options!));
    }

    [Fact]
    public void No_short_name_makes_a_long_name_with_one_dash_mean_something() =>
        Assert.All(Flags.All, flag => Assert.Equal(FlagProblemReason.UnknownFlag, CommandLine.Read([$"-{flag.Name}"]).Problem?.Reason));

    [GeneratedRegex("^[a-z]+(_[a-z]+)*$")]
    private static partial Regex SnakeCase();

    [GeneratedRegex("^([A-Z][a-z]+)+$")]
    private static partial Regex PascalCase();
}

using PromMultiplexer.Engine;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Sidecar.Tests;

/// <summary>What flags make of the options, seen from C# and from the cmdlet.</summary>
public class OptionsReaderTests
{
    [Fact]
    public void Sets_each_option()
    {
        var reading = OptionsReader.Read(
        [
            new(Flags.ContainerToPortMap, "web:8080"),
            new(Flags.ContainerToPortMap, "vault:8200/v1/sys/metrics?format=prometheus,x"),
            new(Flags.ContainerToPortMap, "db:9187"),
            new(Flags.ExcludeContainers, "db"),
            new(Flags.ContainerLabel, "c"),
            new(Flags.ScrapeInterval, "1000"),
            new(Flags.ScrapeTimeout, "2000"),
            new(Flags.StaleFor, "3000"),
            new(Flags.BodySizeLimit, "4Ki"),
            new(Flags.Strict, "true"),
            new(Flags.OnLabelCollision, "override"),
            new(Flags.OnTypeConflict, "fail"),
            new(Flags.Endpoint, "/stats"),
            new(Flags.ExportTo, "9100"),
            new(Flags.ListenAddress, "::1"),
            new(Flags.FailOn, "any"),
            new(Flags.DrainTimeout, "4000"),
            new(Flags.LogLevel, "error"),
            new(Flags.LogFormat, "json"),
        ]);

        Assert.True(reading.IsValid);
        var options = reading.Options;
        Assert.Equal([new("web", 8080), new("vault", 8200, "/v1/sys/metrics?format=prometheus,x")], options.Targets);
        Assert.Equal(["db"], options.ExcludedContainers);
        Assert.Equal("c", options.ContainerLabel);
        Assert.Equal(TimeSpan.FromSeconds(1), options.ScrapeInterval);
        Assert.Equal(TimeSpan.FromSeconds(2), options.ScrapeTimeout);
        Assert.Equal(TimeSpan.FromSeconds(3), options.StaleFor);
        Assert.Equal(4096, options.BodySizeLimit);
        Assert.Equal(ReadMode.Strict, options.ReadMode);
        Assert.Equal(LabelCollision.Override, options.OnLabelCollision);
        Assert.Equal(TypeConflict.Fail, options.OnTypeConflict);
        Assert.Equal("/stats", options.Endpoint);
        Assert.Equal(9100, options.ExportTo);
        Assert.Equal("::1", options.ListenAddress);
        Assert.Equal(FailOn.Any, options.FailOn);
        Assert.Equal(TimeSpan.FromSeconds(4), options.DrainTimeout);
        Assert.Equal(LogLevel.Error, options.LogLevel);
        Assert.Equal(LogFormat.Json, options.LogFormat);
    }

    [Fact]
    public void The_documented_defaults()
    {
        var options = OptionsReader.Read([new(Flags.ContainerToPortMap, "web:8080")]).Options!;

        Assert.Equal("/metrics", options.Endpoint);
        Assert.Equal(13434, options.ExportTo);
        Assert.Equal("container", options.ContainerLabel);
        Assert.Equal(TimeSpan.FromMilliseconds(200), options.ScrapeInterval);
        Assert.Equal(TimeSpan.FromSeconds(10), options.ScrapeTimeout);
        Assert.Equal(TimeSpan.Zero, options.StaleFor);
        Assert.Empty(options.ExcludedContainers);
        Assert.Null(options.ListenAddress);
        Assert.Equal(ReadMode.Tolerant, options.ReadMode);
        Assert.Equal(LabelCollision.Rename, options.OnLabelCollision);
        Assert.Equal(TypeConflict.Demote, options.OnTypeConflict);
        Assert.Equal(FailOn.Never, options.FailOn);
        Assert.Equal(LogLevel.Info, options.LogLevel);
        Assert.Equal(LogFormat.Logfmt, options.LogFormat);
    }

    [Fact]
    public void A_problem_names_flags_as_its_reader_does()
    {
        var problem = OptionsReader.Read([new(Flags.ContainerToPortMap, "web:13434")]).Problem!;

        Assert.Equal(
            "--container_to_port_map: \"web:13434\" is the multiplexer's own port; give the container's port, or choose another with --export_to",
            problem.ToLine(FlagNaming.CommandLine));
        Assert.Equal(
            "-ContainerToPortMap: \"web:13434\" is the multiplexer's own port; give the container's port, or choose another with -ExportTo",
            problem.ToLine(FlagNaming.Parameter));
    }

    [Fact]
    public void A_problem_can_be_had_in_parts()
    {
        var problem = OptionsReader.Read([new(Flags.ExportTo, "70000")]).Problem!;

        Assert.Equal(FlagProblemReason.ValueOutOfRange, problem.Reason);
        Assert.Same(Flags.ExportTo, problem.Flag);
        Assert.Equal("70000", problem.Value);
        Assert.Equal("is no port", problem.Fault(FlagNaming.Parameter));
        Assert.Equal("give a number from 1 to 65535", problem.Remedy(FlagNaming.Parameter));
    }

    [Fact]
    public void Nothing_is_read_after_the_first_problem()
    {
        var reading = OptionsReader.Read([new(Flags.ExportTo, "x"), new(Flags.Endpoint, "y")]);

        Assert.False(reading.IsValid);
        Assert.Same(Flags.ExportTo, reading.Problem.Flag);
        Assert.Null(reading.Options);
    }

    [Theory]
    [InlineData(FlagProblemReason.UnknownFlag, "--nonsense")]
    [InlineData(FlagProblemReason.UnexpectedArgument, "nonsense")]
    [InlineData(FlagProblemReason.MissingValue, "-e")]
    [InlineData(FlagProblemReason.UnexpectedValue, "--help=x")]
    [InlineData(FlagProblemReason.MissingFlag)]
    [InlineData(FlagProblemReason.InvalidValue, "-n", "a-b")]
    [InlineData(FlagProblemReason.ValueOutOfRange, "-i", "-1")]
    [InlineData(FlagProblemReason.ReservedLabel, "-n", "le")]
    [InlineData(FlagProblemReason.ReservedPath, "-p", "/sd")]
    [InlineData(FlagProblemReason.DuplicateContainer, "-m", "a:1,a:2")]
    [InlineData(FlagProblemReason.OwnPort, "-m", "a:13434")]
    [InlineData(FlagProblemReason.NoContainerLeft, "-m", "a:1", "-x", "a")]
    public void Each_problem_has_its_reason(FlagProblemReason reason, params string[] arguments) =>
        Assert.Equal(reason, CommandLine.Read(arguments).Problem?.Reason);

    [Theory]
    [InlineData(FlagProblemReason.UnknownContainer, "-m", "a:1", "-x", "b")]
    [InlineData(FlagProblemReason.SharedAddress, "-m", "a:1,b:1")]
    public void Each_warning_has_its_reason(FlagProblemReason reason, params string[] arguments) =>
        Assert.Equal(reason, Assert.Single(CommandLine.Read(arguments).Warnings).Reason);
}

using PromMultiplexer.Engine;

namespace PromMultiplexer.Sidecar.Tests;

public class HelpTextTests
{
    private static readonly string Help = CommandLine.Read(["--help"]).Text!;

    [Fact]
    public void Fits_a_terminal() => Assert.All(Help.Split('\n'), line =>
    {
        Assert.InRange(line.Length, 0, 80);
        Assert.Equal(line.TrimEnd(), line);
    });

    [Fact]
    public void Is_plain_text_that_ends_in_one_newline()
    {
        Assert.DoesNotContain(Help, c => c is not ('\n' or >= ' ' and <= '~'));
        Assert.EndsWith("\n", Help, StringComparison.Ordinal);
        Assert.False(Help.EndsWith("\n\n", StringComparison.Ordinal));
    }

    [Fact]
    public void Names_every_flag_and_every_default() => Assert.All(Flags.All, flag =>
    {
        Assert.Contains($" --{flag.Name}", Help, StringComparison.Ordinal);
        if (flag.ShortName is { } shortName)
        {
            Assert.Contains($"\n  -{shortName}, --{flag.Name}", Help, StringComparison.Ordinal);
        }

        if (flag.ValueIn(new()) is { Length: > 0 } value)
        {
            Assert.Contains($"default: {value})", Help.Replace("\n          ", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        }
    });
}

namespace PromMultiplexer.Sidecar.Tests;

public class FlagCaseTests
{
    [Fact]
    public void Each_row_expects_exactly_one_thing() =>
        Assert.All(FlagCase.All, row => Assert.Single(new object?[] { row.Options, row.Stdout, row.Error }, thing => thing is not null));

    [Fact]
    public void There_are_rows_of_each_kind()
    {
        Assert.NotEmpty(FlagCase.WithOptions);
        Assert.NotEmpty(FlagCase.WithStdout);
        Assert.NotEmpty(FlagCase.WithError);
    }
}

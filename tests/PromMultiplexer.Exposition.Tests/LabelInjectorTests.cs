namespace PromMultiplexer.Exposition.Tests;

public sealed class LabelInjectorTests
{
    /// <summary>A sample and what it looks like with <c>container="web"</c>.</summary>
    public static TheoryData<string, string> Slots => new()
    {
        { "a 1", "a{container=\"web\"} 1" },
        { "a{} 1 5", "a{container=\"web\"} 1 5" },
        { "a{b=\"c\"} 1", "a{b=\"c\",container=\"web\"} 1" },
        { "a{b=\"c\",} 1", "a{b=\"c\",container=\"web\"} 1" },
        { "a{le=\"1\"} 1", "a{container=\"web\",le=\"1\"} 1" },
        { "a{b=\"c\",le=\"1\"} 1", "a{b=\"c\",container=\"web\",le=\"1\"} 1" },
        { "a{quantile=\"0.5\",b=\"c\"} 1", "a{container=\"web\",quantile=\"0.5\",b=\"c\"} 1" },
        { "a{quantile=\"0.5\",le=\"1\"} 1", "a{container=\"web\",quantile=\"0.5\",le=\"1\"} 1" },
        { "a{xle=\"1\",b=\"c\"} 1", "a{xle=\"1\",b=\"c\",container=\"web\"} 1" },
        { "a{b=\"},le=\\\"1\\\"\"} 1", "a{b=\"},le=\\\"1\\\"\",container=\"web\"} 1" },
        { "a { b = \"c\" , le = \"1\" } 1", "a{b=\"c\",container=\"web\",le=\"1\"} 1" },
        // Numbers keep their spelling.
        { "a 1.000e+00", "a{container=\"web\"} 1.000e+00" },
        { "a{le=\"01.0\"} 0000.10", "a{container=\"web\",le=\"01.0\"} 0000.10" },
    };

    [Theory]
    [MemberData(nameof(Slots))]
    public void PutsTheLabelWhereItBelongs(string sample, string labeled) =>
        Assert.Equal($"# TYPE a untyped\n{labeled}\n", Pages.Write(new FamilyMerger().Merge([Pages.Label(sample + "\n", "web")])));

    /// <summary>A sample that has the label already, and what becomes of it.</summary>
    public static TheoryData<string, string, string, string> Collisions => new()
    {
        // sample, rename, honor, override
        { "a{container=\"x\"} 1", "a{exported_container=\"x\",container=\"web\"} 1", "a{container=\"x\"} 1", "a{container=\"web\"} 1" },
        { "a{b=\"c\",container=\"x\"} 1", "a{b=\"c\",exported_container=\"x\",container=\"web\"} 1", "a{b=\"c\",container=\"x\"} 1", "a{b=\"c\",container=\"web\"} 1" },
        { "a{container=\"x\",b=\"c\"} 1", "a{exported_container=\"x\",b=\"c\",container=\"web\"} 1", "a{container=\"x\",b=\"c\"} 1", "a{b=\"c\",container=\"web\"} 1" },
        { "a{container=\"x\",le=\"1\"} 1", "a{exported_container=\"x\",container=\"web\",le=\"1\"} 1", "a{container=\"x\",le=\"1\"} 1", "a{container=\"web\",le=\"1\"} 1" },
        { "a{le=\"1\",container=\"x\"} 1", "a{container=\"web\",le=\"1\",exported_container=\"x\"} 1", "a{le=\"1\",container=\"x\"} 1", "a{container=\"web\",le=\"1\"} 1" },
        { "a{le=\"1\",container=\"x\",b=\"c\"} 1", "a{container=\"web\",le=\"1\",exported_container=\"x\",b=\"c\"} 1", "a{le=\"1\",container=\"x\",b=\"c\"} 1", "a{container=\"web\",le=\"1\",b=\"c\"} 1" },
        { "a{exported_container=\"y\",container=\"x\"} 1", "a{exported_container=\"y\",exported_exported_container=\"x\",container=\"web\"} 1", "a{exported_container=\"y\",container=\"x\"} 1", "a{exported_container=\"y\",container=\"web\"} 1" },
        { "a{container=\"x\",exported_exported_container=\"z\",exported_container=\"y\"} 1", "a{exported_exported_exported_container=\"x\",exported_exported_container=\"z\",exported_container=\"y\",container=\"web\"} 1", "a{container=\"x\",exported_exported_container=\"z\",exported_container=\"y\"} 1", "a{exported_exported_container=\"z\",exported_container=\"y\",container=\"web\"} 1" },
        // An empty label is no label.
        { "a{container=\"\"} 1", "a{container=\"web\"} 1", "a{container=\"web\"} 1", "a{container=\"web\"} 1" },
        { "a{b=\"c\",container=\"\",le=\"1\"} 1", "a{b=\"c\",container=\"web\",le=\"1\"} 1", "a{b=\"c\",container=\"web\",le=\"1\"} 1", "a{b=\"c\",container=\"web\",le=\"1\"} 1" },
        { "a{le=\"1\",container=\"\"} 1", "a{container=\"web\",le=\"1\"} 1", "a{container=\"web\",le=\"1\"} 1", "a{container=\"web\",le=\"1\"} 1" },
        { "a{exported_container=\"\",b=\"c\",container=\"x\"} 1", "a{b=\"c\",exported_container=\"x\",container=\"web\"} 1", "a{exported_container=\"\",b=\"c\",container=\"x\"} 1", "a{exported_container=\"\",b=\"c\",container=\"web\"} 1" },
        { "{\"a\",container=\"x\",\"b.c\"=\"y\"} 1", "a{exported_container=\"x\",\"b.c\"=\"y\",container=\"web\"} 1", "a{container=\"x\",\"b.c\"=\"y\"} 1", "a{\"b.c\"=\"y\",container=\"web\"} 1" },
        // The name in a value or as a part of another name is none.
        { "a{b=\"container=\",container2=\"x\"} 1", "a{b=\"container=\",container2=\"x\",container=\"web\"} 1", "a{b=\"container=\",container2=\"x\",container=\"web\"} 1", "a{b=\"container=\",container2=\"x\",container=\"web\"} 1" },
        { "a { \"container\" = \"x\" } 1", "a{exported_container=\"x\",container=\"web\"} 1", "a{container=\"x\"} 1", "a{container=\"web\"} 1" },
    };

    [Theory]
    [MemberData(nameof(Collisions))]
    public void SettlesACollision(string sample, string renamed, string honored, string overridden)
    {
        Assert.Equal($"# TYPE a untyped\n{renamed}\n", Write(LabelCollision.Rename));
        Assert.Equal($"# TYPE a untyped\n{honored}\n", Write(LabelCollision.Honor));
        Assert.Equal($"# TYPE a untyped\n{overridden}\n", Write(LabelCollision.Override));

        string Write(LabelCollision onCollision) =>
            Pages.Write(new FamilyMerger().Merge([Pages.Label(sample + "\n", "web", onCollision: onCollision)]));
    }

    [Fact]
    public void SamplesInFrontOfTheirTypeAreLabeledOnce() => Assert.Equal(
        "# TYPE h histogram\nh_count{container=\"web\"} 1\nh_sum{exported_container=\"x\",container=\"web\"} 2\n",
        Pages.Write(new FamilyMerger().Merge([Pages.Label("h_count 1\nh_sum{container=\"x\"} 2\n# TYPE h histogram\n", "web")])));

    [Fact]
    public void CountsSamplesThatCollide()
    {
        Assert.Equal(2, Pages.Label("a{container=\"x\"} 1\na 1\nb{container=\"\"} 1\nb{container=\"y\"} 1\n", "web").CollisionCount);
        Assert.Equal(0, Pages.Label("a{b=\"container\"} 1\n", "web").CollisionCount);
    }

    [Fact]
    public void CollisionCanRefuseTheSource()
    {
        var error = new LabelInjector("container", "web", LabelCollision.Fail)
            .Label(Pages.Read("a 1\na{container=\"x\"} 1\n"), new LabeledExposition());
        Assert.Equal("line 2, column 1: the sample already has a label container, near \"a{container=\"x\"} 1\"", error?.ToString());
    }

    [Fact]
    public void TheValueIsEscaped() => Assert.Equal(
        "# TYPE a untyped\na{pod=\"q\\\"b\\\\n\\n\"} 1\n",
        Pages.Write(new FamilyMerger().Merge([Pages.Label("a 1\n", "q\"b\\n\n", "pod")])));

    [Theory]
    [InlineData("container", true)]
    [InlineData("_x9", true)]
    [InlineData("_", true)]
    [InlineData("", false)]
    [InlineData("9", false)]
    [InlineData("a:b", false)]
    [InlineData("a-b", false)]
    [InlineData("é", false)]
    [InlineData("le", false)]
    [InlineData("quantile", false)]
    [InlineData("__name__", false)]
    [InlineData("__", false)]
    public void TakesOnlyNamesThatMeanNothingElse(string name, bool isTaken)
    {
        Assert.Equal(isTaken, LabelInjector.IsInjectable(name));
        if (!isTaken)
        {
            Assert.Throws<ArgumentException>(() => new LabelInjector(name, "x"));
        }
    }
}

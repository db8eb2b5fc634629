namespace PromMultiplexer.Exposition.Tests;

public sealed class FamilyMergerTests
{
    private const string A = "container=\"a\"";
    private const string B = "container=\"b\"";

    [Fact]
    public void FamiliesAreSortedAndContainersStandInTheirOrder() => Assert.Equal(
        $$"""
        # TYPE A counter
        A{x="1",{{A}}} 1
        # HELP b About b.
        # TYPE b gauge
        b{{{A}}} 1
        b{{{B}}} 2
        b{y="1",{{B}}} 3
        # TYPE c untyped
        c{{{B}}} 4

        """,
        Merge(
            "# HELP b About b.\n# TYPE b gauge\nb 1\n# TYPE A counter\nA{x=\"1\"} 1\n",
            "c 4\n# HELP b About b.\n# TYPE b gauge\nb 2\nb{y=\"1\"} 3\n"));

    [Fact]
    public void TheFirstHelpWinsAndEverySampleStays()
    {
        var merged = Pages.Merge("# HELP x one\nx 1\n", "# HELP x two\nx 2\n", "# HELP x one\nx 3\n");
        Assert.Equal("# HELP x one\n# TYPE x untyped\nx{container=\"a\"} 1\nx{container=\"b\"} 2\nx{container=\"c\"} 3\n", Pages.Write(merged));
        Assert.Equal([new MergeConflict(ConflictKind.Help, "x", 0, 1)], merged.Conflicts);
    }

    [Fact]
    public void AMissingHelpIsTakenFromWhoeverHasIt() => Assert.Equal(
        "# HELP x two\n# TYPE x untyped\nx{container=\"a\"} 1\nx{container=\"b\"} 2\n",
        Merge("x 1\n", "# HELP x two\nx 2\n"));

    [Theory]
    [InlineData("counter", "counter", "counter", false)]
    [InlineData("untyped", "counter", "counter", false)]
    [InlineData("gauge", "untyped", "gauge", false)]
    [InlineData("counter", "gauge", "untyped", true)]
    [InlineData("gauge", "counter", "untyped", true)]
    public void ScalarTypesAreSettled(string first, string second, string settled, bool isConflict)
    {
        var merged = Pages.Merge($"# TYPE x {first}\nx 1\n", $"# TYPE x {second}\nx 2\n");
        Assert.Equal($"# TYPE x {settled}\nx{{{A}}} 1\nx{{{B}}} 2\n", Pages.Write(merged));
        Assert.Equal(isConflict ? [new MergeConflict(ConflictKind.Type, "x", 0, 1)] : [], merged.Conflicts);
    }

    [Fact]
    public void AContradictionIsNotUndoneByAThird() => Assert.Equal(
        "# TYPE x untyped\nx{container=\"a\"} 1\nx{container=\"b\"} 2\nx{container=\"c\"} 3\n",
        Merge("# TYPE x gauge\nx 1\n", "# TYPE x counter\nx 2\n", "# TYPE x gauge\nx 3\n"));

    [Fact]
    public void HistogramAgainstSummaryIsDemoted()
    {
        var merged = Pages.Merge(
            "# HELP x An x.\n# TYPE x histogram\nx_bucket{le=\"+Inf\"} 1\nx_sum 2\nx_count 1\n",
            "# TYPE x summary\nx{quantile=\"0.5\"} 1\nx_sum 3\nx_count 4\n");
        Assert.Equal(
            $$"""
            # HELP x An x.
            # TYPE x untyped
            x{{{B}},quantile="0.5"} 1
            # HELP x_bucket An x.
            # TYPE x_bucket untyped
            x_bucket{{{A}},le="+Inf"} 1
            # HELP x_count An x.
            # TYPE x_count untyped
            x_count{{{A}}} 1
            x_count{{{B}}} 4
            # HELP x_sum An x.
            # TYPE x_sum untyped
            x_sum{{{A}}} 2
            x_sum{{{B}}} 3

            """.Replace("# HELP x An x.\n# TYPE x untyped", "# TYPE x untyped", StringComparison.Ordinal),
            Pages.Write(merged));
        Assert.Equal([new MergeConflict(ConflictKind.Type, "x", 0, 1)], merged.Conflicts);
    }

    [Fact]
    public void HistogramAgainstGaugeIsDemoted() => Assert.Equal(
        $"# TYPE x untyped\nx{{{B}}} 9\n# TYPE x_sum untyped\nx_sum{{{A}}} 2\n",
        Merge("# TYPE x histogram\nx_sum 2\n", "# TYPE x gauge\nx 9\n"));

    [Fact]
    public void AFamilyWithoutSamplesHasNoSay() => Assert.Equal(
        $"# TYPE x histogram\nx_sum{{{A}}} 2\n",
        Merge("# TYPE x histogram\nx_sum 2\n", "# TYPE x gauge\n"));

    [Fact]
    public void AHistogramBesideAFamilyNamedLikeItsSamplesIsDemoted()
    {
        var merged = Pages.Merge("# TYPE h histogram\nh_sum 1\nh_count 2\n", "# TYPE h_count counter\nh_count 3\n# TYPE ha gauge\nha 1\n");
        Assert.Equal(
            $"# TYPE h_count counter\nh_count{{{A}}} 2\nh_count{{{B}}} 3\n# TYPE h_sum untyped\nh_sum{{{A}}} 1\n# TYPE ha gauge\nha{{{B}}} 1\n",
            Pages.Write(merged));
        Assert.Equal([new MergeConflict(ConflictKind.Name, "h", 0, 1)], merged.Conflicts);
    }

    [Fact]
    public void ASummaryMayStandBesideABucketFamily() => Assert.Equal(
        $"# TYPE s summary\ns_sum{{{A}}} 1\n# TYPE s_bucket gauge\ns_bucket{{{A}}} 2\n",
        Merge("# TYPE s summary\ns_sum 1\n# TYPE s_bucket gauge\ns_bucket 2\n"));

    [Fact]
    public void DemotionReachesHistogramsNamedLikeSamplesOfHistograms() => Assert.Equal(
        $"# TYPE h_count untyped\nh_count{{{A}}} 2\n# TYPE h_count_sum untyped\nh_count_sum{{{B}}} 3\n# TYPE h_sum untyped\nh_sum{{{A}}} 1\n",
        Merge("# TYPE h histogram\nh_sum 1\nh_count 2\n", "# TYPE h_count histogram\nh_count_sum 3\n"));

    [Fact]
    public void TheFirstCanBeAskedToWin()
    {
        var merged = new FamilyMerger(TypeConflict.First).Merge([
            Pages.Label("# TYPE x gauge\nx 1\n", "a"),
            Pages.Label("# HELP x late\n# TYPE x counter\nx 2\ny 1\n", "b"),
            Pages.Label("x 3\n", "c")]);
        Assert.Equal($"# TYPE x gauge\nx{{{A}}} 1\nx{{container=\"c\"}} 3\n# TYPE y untyped\ny{{{B}}} 1\n", Pages.Write(merged));
        Assert.Equal([new MergeConflict(ConflictKind.Type, "x", 0, 1)], merged.Conflicts);
    }

    [Fact]
    public void ASourceThatDisagreesCanBeLeftOut()
    {
        var merged = new FamilyMerger(TypeConflict.Fail).Merge([
            Pages.Label("# TYPE x gauge\nx 1\n", "a"),
            Pages.Label("# TYPE x counter\nx 2\ny 1\n", "b"),
            Pages.Label("y 3\n", "c")]);
        Assert.Equal($"# TYPE x gauge\nx{{{A}}} 1\n# TYPE y untyped\ny{{container=\"c\"}} 3\n", Pages.Write(merged));
        Assert.Equal([1], merged.LeftOut);
        Assert.Equal([new MergeConflict(ConflictKind.Type, "x", 0, 1)], merged.Conflicts);
    }

    [Fact]
    public void WhoDisagreesWithALeftOutSourceOnlyIsNotLeftOut()
    {
        var merged = new FamilyMerger(TypeConflict.Fail).Merge([
            Pages.Label("# TYPE x gauge\nx 1\n", "a"),
            Pages.Label("# TYPE x counter\nx 2\n# TYPE y gauge\ny 1\n", "b"),
            Pages.Label("# TYPE y counter\ny 3\n", "c")]);
        Assert.Equal($"# TYPE x gauge\nx{{{A}}} 1\n# TYPE y counter\ny{{container=\"c\"}} 3\n", Pages.Write(merged));
        Assert.Equal([1], merged.LeftOut);
        Assert.Equal([new MergeConflict(ConflictKind.Type, "x", 0, 1)], merged.Conflicts);
    }

    [Fact]
    public void WhatIsLeftOutClashesWithNothing()
    {
        // The summary is taken apart because of its sample, and the histogram that disagrees with it has left.
        var merged = new FamilyMerger(TypeConflict.First).Merge([
            Pages.Label("# TYPE h summary\nh_sum 1\n# TYPE h_count counter\nh_count 2\n", "a"),
            Pages.Label("# TYPE h histogram\nh_sum 3\n", "b")]);
        Assert.Equal($"# TYPE h_count counter\nh_count{{{A}}} 2\n# TYPE h_sum untyped\nh_sum{{{A}}} 1\n", Pages.Write(merged));
    }

    [Theory]
    [InlineData(ExpositionFormat.Text004, "b_total", "# TYPE b_total counter\nb_total{container=\"a\"} 2\n")]
    [InlineData(ExpositionFormat.Text004, "b", "")]
    [InlineData(ExpositionFormat.OpenMetrics100, "b_total", "# TYPE b counter\nb_total{container=\"a\"} 2\n# EOF\n")]
    [InlineData(ExpositionFormat.OpenMetrics100, "b", "# TYPE b counter\nb_total{container=\"a\"} 2\n# EOF\n")]
    [InlineData(ExpositionFormat.OpenMetrics100, "c_total", "# TYPE c_total unknown\nc_total{container=\"a\"} 3\n# EOF\n")]
    [InlineData(ExpositionFormat.OpenMetrics100, "c", "# EOF\n")]
    [InlineData(ExpositionFormat.Text100, "d.\"e\\", "# TYPE \"d.\\\"e\\\\\" untyped\n{\"d.\\\"e\\\\\",container=\"a\"} 4\n")]
    [InlineData(ExpositionFormat.Text004, "nothing", "")]
    public void FamiliesAreKeptByName(ExpositionFormat format, string name, string expected)
    {
        var merged = new FamilyMerger().Merge(
            [Pages.Label("a 1\n# TYPE b_total counter\nb_total 2\nc_total 3\n{\"d.\\\"e\\\\\"} 4\n", "a")], format);
        merged.Keep([name]);
        var written = new System.Buffers.ArrayBufferWriter<byte>();
        merged.WriteTo(written, format);
        Assert.Equal(expected, System.Text.Encoding.UTF8.GetString(written.WrittenSpan));
        Assert.Equal(expected.Length, merged.GetLength(format));
        Assert.Equal(expected.Length > "# EOF\n".Length ? 1 : 0, merged.SampleCount);
        Assert.Equal(merged.SampleCount, merged.FamilyCount);
    }

    [Theory]
    [InlineData(ExpositionFormat.Protobuf)]
    [InlineData(ExpositionFormat.ProtobufText)]
    public void FamiliesOfMessagesAreKeptByName(ExpositionFormat format)
    {
        var merged = new FamilyMerger().Merge([Pages.Label("a 1\n{\"d.\\\"e\\\\\"} 4\n", "a")], format);
        merged.Keep(["d.\"e\\"]);
        var written = new System.Buffers.ArrayBufferWriter<byte>();
        merged.WriteTo(written, format);
        Assert.Equal(written.WrittenCount, merged.GetLength(format));
        Assert.True(written.WrittenSpan.IndexOf("d."u8) > 0);
        Assert.Equal("d.\"e\\", Assert.Single(merged.ToFamilies()).Name);
    }

    [Fact]
    public void CollisionsAndDroppedSamplesAreReported()
    {
        var merged = Pages.Merge("a{container=\"x\"} 1\n", "a{b=\"1\",b=\"2\"} 1\n");
        Assert.Equal(
            [new MergeConflict(ConflictKind.Label, "", 0, 0), new MergeConflict(ConflictKind.DuplicateLabel, "", 1, 1)],
            merged.Conflicts);
    }

    [Fact]
    public void DuplicateSeriesPassThrough() => Assert.Equal(
        $"# TYPE x untyped\nx{{{A}}} 1\nx{{{A}}} 2\n",
        Merge("x 1\nx 2\n"));

    [Fact]
    public void NothingMakesAnEmptyPage() => Assert.Equal("", Pages.Write(new FamilyMerger().Merge([])));

    [Fact]
    public void TheSameInputsGiveTheSameBytes()
    {
        string[] pages = ["b 1\na 2\nb{x=\"1\"} 2\n", "# TYPE a counter\na 3\n", "# TYPE a gauge\na 3\n"];
        Assert.Equal(Merge(pages), Merge(pages));
    }

    [Fact]
    public void AMergerIsReusable()
    {
        var merger = new FamilyMerger();
        var first = Pages.Write(merger.Merge([Pages.Label("# TYPE h histogram\nh 1\nh_sum 1\n", "a"), Pages.Label("h 2\n", "b")]));
        Pages.Write(merger.Merge([Pages.Unlabeled("z 1\n")]));
        Assert.Equal(first, Pages.Write(merger.Merge([Pages.Label("# TYPE h histogram\nh 1\nh_sum 1\n", "a"), Pages.Label("h 2\n", "b")])));
    }

    [Fact]
    public void PagesThatAreNotAmongTheLastOnesAreNotHeld()
    {
        var merger = new FamilyMerger();
        var page = Pages.Label("a 1\n", "a");
        var gone = MergeWithAnother(merger, page);
        merger.Merge([page]);

        GC.Collect();

        Assert.False(gone.IsAlive);
        GC.KeepAlive(merger);
    }

    [Fact]
    public void PagesThatAreForgottenAreNotHeldAndOthersLikeThemAreMergedAsFast()
    {
        var merger = new FamilyMerger();
        var page = Pages.Label("a 1\n", "a");
        var gone = MergeWithAnother(merger, page);
        merger.Forget();

        GC.Collect();

        Assert.False(gone.IsAlive);
        var source = Pages.Read("a 1\nb 2\n");
        var first = Pages.Write(merger.Merge([Labeled()]));
        merger.Forget();
        var merged = merger.Merge([Labeled()]);
        Assert.NotNull(merged.Metadata); // only of pages like those before
        Assert.Equal(first, Pages.Write(merged));

        LabeledExposition Labeled()
        {
            var labeled = new LabeledExposition();
            labeled.TakeUnlabeled(source);
            return labeled;
        }
    }

    [System.Runtime.CompilerServices.MethodImpl(System.Runtime.CompilerServices.MethodImplOptions.NoInlining)]
    private static WeakReference MergeWithAnother(FamilyMerger merger, LabeledExposition page)
    {
        var other = Pages.Label("b 1\n", "b");
        merger.Merge([page, other]);
        return new WeakReference(other);
    }

    [Fact]
    public void TheMemoryOfVeryManyFamiliesIsGivenBack()
    {
        var merger = new FamilyMerger();
        var (many, few) = (Pages.Unlabeled(Families(50_000)), Pages.Unlabeled(Families(5)));
        merger.Merge([many]);
        merger.Merge([many]);
        Assert.InRange(Allocated(many), 0, 1_000);
        merger.Merge([few]);

        // What has to be taken anew was given back.
        Assert.InRange(Allocated(many), 1_000_000, long.MaxValue);

        static string Families(int count) => string.Concat(Enumerable.Range(0, count).Select(i => $"family_{i:00000} 1\n"));

        long Allocated(LabeledExposition page)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            merger.Merge([page]);
            return GC.GetAllocatedBytesForCurrentThread() - before;
        }
    }

    private static string Merge(params string[] pages) => Pages.Write(Pages.Merge(pages));
}

using PromMultiplexer.Tests.Hosting;

namespace PromMultiplexer.Tests;

public sealed class TestMetricsTests : IDisposable
{
    private readonly ModuleSession _session = new();

    public void Dispose() => _session.Dispose();

    [Theory]
    [InlineData("# HELP up Up.\n# TYPE up gauge\nup 1\n")]
    [InlineData("up{ 1\n", "the input:1:5: error Syntax: expected ")]
    [InlineData("# HELP up Up.\nup 1\nup 1\n", "the input:3:1: warning Specification: ")]
    [InlineData("x{c=\"1\",c=\"2\"} 1\n", "the input:1:9: error Syntax: the same label twice, near \"c=\"2\"} 1\"")]
    [InlineData("x{__name__=\"y\"} 1\n", "the input:1:3: error Syntax: the same label twice")]
    [InlineData("up 1\nup 1\nx{c=\"1\",c=\"2\"} 1\n", "the input:3:9: error Syntax: the same label twice")]
    [InlineData("a 1\na 1\nx{c=\"1\",c=\"2\"} 1\n# EOF\n", "the input:3:9: error Syntax: the same label twice")]
    [InlineData("# HELP x X.\nx{c=\"\",c=\"2\"} 1\n", "the input:2:8: warning Specification: the same label twice")]
    [InlineData("\ufeffup 1\n", "the input:1:1: error Syntax: expected a metric name, a comment or an empty line, near \"\\ufeffup 1\"")]
    [InlineData("up 1\n", "the input:1:1: information Help: up: no help text")]
    [InlineData("up 1\naB 1\nup 1\n", "the input:1:1: information Help", "the input:2:1: information Help", "the input:2:1: information SnakeCase", "the input:3:1: warning Specification")]
    public void Says_what_is_wrong_and_where(string page, params string[] expected) =>
        Assert.Collection(
            _session.Run("$input | Test-Metrics", page).Text,
            [.. expected.Select(start => (Action<string>)(issue => Assert.StartsWith(start, issue)))]);

    [Fact]
    public void An_issue_is_an_object_with_its_place()
    {
        var issue = _session.Run("'# HELP ok Ok.', 'ok 1', 'a_ms{b=\"c\"} 1' | Test-Metrics -ExcludeRule Help").Single;

        Assert.Equal("Information", issue.Properties["Severity"].Value.ToString());
        Assert.Equal(3, issue.Properties["Line"].Value);
        Assert.Equal(1, issue.Properties["Column"].Value);
        Assert.Equal("UnitAbbreviation", issue.Properties["Rule"].Value);
        Assert.Equal("a_ms", issue.Properties["Family"].Value);
        Assert.Equal("metric names should not contain abbreviated units", issue.Properties["Message"].Value);
    }

    [Theory]
    [InlineData("# HELP up Up.\nup 1\n", "", true)]
    [InlineData("up 1\n", "", false)]
    [InlineData("up 1\n", "-MinimumSeverity Warning", true)]
    [InlineData("up 1\n", "-ExcludeRule He*", true)]
    [InlineData("up 1\nup 1\n", "-MinimumSeverity Warning", false)]
    [InlineData("up 1\nup 1\n", "-MinimumSeverity Error", true)]
    [InlineData("up 1\nup 1\n", "-MinimumSeverity Error -Strict", false)]
    [InlineData("up{\n", "-MinimumSeverity Error", false)]
    [InlineData("x{c=\"1\",c=\"2\"} 1\n", "-MinimumSeverity Error", false)]
    public void Quietly_it_is_yes_or_no(string page, string parameters, bool expected) =>
        Assert.Equal(expected, _session.Run($"$input | Test-Metrics -Quiet {parameters}", page).Single.BaseObject);

    [Fact]
    public void A_file_that_cannot_be_read_is_not_good()
    {
        var result = _session.Run("Test-Metrics ./no-such-file -Quiet");

        Assert.Equal(false, Assert.Single(result.Output).BaseObject);
        Assert.StartsWith("FileNotReadable,", result.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void Wildcards_that_stand_for_no_file_are_not_good()
    {
        var result = _session.Run("Test-Metrics ./*.nope -Quiet");

        Assert.Equal(false, Assert.Single(result.Output).BaseObject);
        Assert.StartsWith("FileNotFound,", result.Error.FullyQualifiedErrorId);
    }

    [Fact]
    public void Families_have_no_lines_to_check() =>
        Assert.StartsWith("FamilyHasNoLines,", _session.Run("'up 1' | ConvertFrom-Metrics | Test-Metrics").Error.FullyQualifiedErrorId);

    [Fact]
    public void Protobuf_with_a_label_twice_is_refused()
    {
        byte[] label = [0x0a, 0x06, 0x0a, 0x01, (byte)'c', 0x12, 0x01, (byte)'1'];
        byte[] metric = [.. label, .. label, 0x12, 0x09, 0x09, 0, 0, 0, 0, 0, 0, 0x08, 0x40];
        byte[] family = [0x0a, 0x01, (byte)'x', 0x18, 0x01, 0x22, (byte)metric.Length, .. metric];
        byte[] page = [(byte)family.Length, .. family];

        Assert.Equal(
            "the input:1:17: error Syntax: the same label twice, in the family x, near \"0a 06 0a 01 63 12 01 31 12 09 09 00 00 00 00 00 00 08 40\"",
            _session.Run(", @($input)[0] | Test-Metrics", page).Single.ToString());
    }

    [Fact]
    public void Protobuf_is_checked_message_by_message() => Assert.Equal(
        "the input:2:1: information Help: b: no help text",
        _session.Run("'# HELP a A.', 'a 1', 'b 1' | ConvertTo-Metrics Protobuf | Test-Metrics").Single.ToString());
}

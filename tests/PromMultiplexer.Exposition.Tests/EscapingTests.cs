using System.Text;

namespace PromMultiplexer.Exposition.Tests;

public sealed class EscapingTests
{
    /// <summary>What Prometheus' own libraries make of the same names.</summary>
    public static TheoryData<string, string, string, string> Names => new()
    {
        // Name, underscores, dots, values.
        { "", "", "", "" },
        { "no:escaping_required", "no:escaping_required", "no:escaping__required", "no:escaping_required" },
        { "mysystem.prod.cpu", "mysystem_prod_cpu", "mysystem_dot_prod_dot_cpu", "U__mysystem_2e_prod_2e_cpu" },
        { "prod.load_total", "prod_load_total", "prod_dot_load__total", "U__prod_2e_load__total" },
        { "http.status:sum", "http_status:sum", "http_dot_status:sum", "U__http_2e_status:sum" },
        { "label with 😱", "label_with__", "label__with____", "U__label_20_with_20__1f631_" },
        { "花火", "__", "____", "U___82b1__706b_" },
        { "label with Ā", "label_with__", "label__with____", "U__label_20_with_20__100_" },
        { "5xx", "_xx", "__xx", "U___35_xx" },
        { "5", "_", "__", "U___35_" },
        { "a5", "a5", "a5", "a5" },
        { "_", "_", "__", "_" },
        { "__", "__", "____", "__" },
        { ".", "_", "_dot_", "U___2e_" },
        { "..", "__", "_dot__dot_", "U___2e__2e_" },
        { "_.", "__", "___dot_", "U_____2e_" },
        { "a\"b\\c\nd", "a_b_c_d", "a__b__c__d", "U__a_22_b_5c_c_a_d" },
        { "U__x", "U__x", "U____x", "U__x" },
        { "é", "_", "__", "U___e9_" },
        { "\0", "_", "__", "U___0_" },
        { "\U0010FFFF", "_", "__", "U___10ffff_" },
    };

    [Theory]
    [MemberData(nameof(Names))]
    public void NamesAreEscapedAsPrometheusDoes(string name, string underscores, string dots, string values)
    {
        Assert.Equal(name, NameEscaper.Escape(name, NameKind.Metric, NameEscaping.AllowUtf8));
        Assert.Equal(underscores, NameEscaper.Escape(name, NameKind.Metric, NameEscaping.Underscores));
        Assert.Equal(dots, NameEscaper.Escape(name, NameKind.Metric, NameEscaping.Dots));
        Assert.Equal(values, NameEscaper.Escape(name, NameKind.Metric, NameEscaping.Values));
    }

    [Theory]
    [InlineData("a:b", NameEscaping.Underscores, "a_b")]
    [InlineData("a:b", NameEscaping.Dots, "a__b")]
    [InlineData("a:b", NameEscaping.Values, "U__a_3a_b")]
    [InlineData("a:b", NameEscaping.AllowUtf8, "a:b")]
    [InlineData(":", NameEscaping.Underscores, "_")]
    [InlineData("http.status", NameEscaping.Underscores, "http_status")]
    [InlineData("http.status_code", NameEscaping.Dots, "http_dot_status__code")]
    [InlineData("9", NameEscaping.Values, "U___39_")]
    [InlineData("le", NameEscaping.Values, "le")]
    public void ALabelHasNoColon(string name, NameEscaping escaping, string escaped) =>
        Assert.Equal(escaped, NameEscaper.Escape(name, NameKind.Label, escaping));

    [Theory]
    [InlineData(new byte[] { (byte)'a', 0xFF, (byte)'b' }, "a_b", "a__b", "U__a_fffd_b")]
    [InlineData(new byte[] { (byte)'a', 0xE2, 0x82 }, "a__", "a____", "U__a_fffd__fffd_")]
    [InlineData(new byte[] { 0xF0, 0x9F, 0x98, (byte)'x' }, "___x", "______x", "U___fffd__fffd__fffd_x")]
    [InlineData(new byte[] { 0xED, 0xA0, 0x80 }, "___", "______", "U___fffd__fffd__fffd_")]
    [InlineData(new byte[] { 0xC0, 0x80 }, "__", "____", "U___fffd__fffd_")]
    public void EveryByteThatIsNotUtf8IsOneCharacter(byte[] name, string underscores, string dots, string values)
    {
        Assert.Equal(underscores, Escape(name, NameEscaping.Underscores));
        Assert.Equal(dots, Escape(name, NameEscaping.Dots));
        Assert.Equal(values, Escape(name, NameEscaping.Values));
    }

    [Theory]
    [InlineData("http_status", NameKind.Metric, NameEscaping.Dots, false)]
    [InlineData("http.status", NameKind.Metric, NameEscaping.Dots, true)]
    [InlineData("http.status", NameKind.Metric, NameEscaping.AllowUtf8, false)]
    [InlineData("http:status", NameKind.Metric, NameEscaping.Underscores, false)]
    [InlineData("http:status", NameKind.Label, NameEscaping.Underscores, true)]
    [InlineData("9", NameKind.Label, NameEscaping.Values, true)]
    [InlineData("", NameKind.Label, NameEscaping.Values, false)]
    public void APageEscapesWhatIsNotValid(string name, NameKind kind, NameEscaping escaping, bool needs) =>
        Assert.Equal(needs, NameEscaper.NeedsEscaping(Encoding.UTF8.GetBytes(name), kind, escaping));

    [Theory]
    [InlineData("mysystem_dot_prod_dot_cpu", "mysystem.prod.cpu")]
    [InlineData("prod_dot_load__total", "prod.load_total")]
    [InlineData("no:escaping__required", "no:escaping_required")]
    [InlineData("____", "__")]
    [InlineData("___", "__")]
    [InlineData("_", "_")]
    [InlineData("a__dot_b", "a_.b")]
    [InlineData("a___dot_b", "a_.b")]
    [InlineData("_dot_dot_", ".dot_")]
    [InlineData("_dot__dot_", "..")]
    [InlineData("__dot__", "_._")]
    [InlineData("_dot", "_dot")]
    [InlineData("花_dot_火", "花.火")]
    public void DotsComeBack(string escaped, string name) => Assert.Equal(name, NameUnescaper.Unescape(escaped, NameEscaping.Dots));

    [Theory]
    [InlineData("", "")]
    [InlineData("U__", "")]
    [InlineData("U__no:unescapingrequired", "no:unescapingrequired")]
    [InlineData("U__capitals_2E_ok", "capitals.ok")]
    [InlineData("U__underscores__doubled__", "underscores_doubled_")]
    [InlineData("U___35_xx", "5xx")]
    [InlineData("U___fffff_", "\U000FFFFF")]
    [InlineData("U___0002e_", ".")]
    [InlineData("U__花_2e_", "花.")]

    // What breaks the rules stays as it is.
    [InlineData("not__escaped", "not__escaped")]
    [InlineData("U_2e_", "U_2e_")]
    [InlineData("U__underscores_doubled_", "U__underscores_doubled_")]
    [InlineData("U__underscores__doubled_", "U__underscores__doubled_")]
    [InlineData("U__giant_2e_code_872348732fabdabbab_", "U__giant_2e_code_872348732fabdabbab_")]
    [InlineData("U__open_2e", "U__open_2e")]
    [InlineData("U__bad_2eg_", "U__bad_2eg_")]
    [InlineData("U__surrogate_D900_", "U__surrogate_D900_")]
    [InlineData("U__six_digits_10ffff_", "U__six_digits_10ffff_")]
    [InlineData("U__zeros_00002e_", "U__zeros_00002e_")]
    [InlineData("U__trailing_null_2e\0_", "U__trailing_null_2e\0_")]
    public void ValuesComeBack(string escaped, string name) => Assert.Equal(name, NameUnescaper.Unescape(escaped, NameEscaping.Values));

    [Theory]
    [InlineData(NameEscaping.AllowUtf8)]
    [InlineData(NameEscaping.Underscores)]
    public void NothingComesBackWhereNothingCan(NameEscaping escaping) =>
        Assert.Equal("a_dot_b__c", NameUnescaper.Unescape("a_dot_b__c", escaping));

    [Fact]
    public void AnyNameSurvivesValuesAndBecomesValidInEveryScheme()
    {
        var random = new Random(20260822);
        for (var i = 0; i < 20_000; i++)
        {
            var name = RandomName(random);
            foreach (var kind in Enum.GetValues<NameKind>())
            {
                foreach (var escaping in new[] { NameEscaping.Underscores, NameEscaping.Dots, NameEscaping.Values })
                {
                    var escaped = NameEscaper.Escape(name, kind, escaping);
                    Assert.False(NameEscaper.NeedsEscaping(Encoding.UTF8.GetBytes(escaped), kind, escaping), $"{name} -> {escaped}");
                }

                // A valid name that looks escaped cannot be told from an escaped one: a limit of the scheme itself.
                if (!name.StartsWith("U__", StringComparison.Ordinal))
                {
                    Assert.Equal(name, NameUnescaper.Unescape(NameEscaper.Escape(name, kind, NameEscaping.Values), NameEscaping.Values));
                }
            }
        }
    }

    [Fact]
    public void DotsComeBackAsByTwoReplacements()
    {
        var random = new Random(20260823);
        string[] pieces = ["_", "__", "_dot_", "dot", "d", "ot_", "a", "."];
        for (var i = 0; i < 20_000; i++)
        {
            var escaped = string.Concat(Enumerable.Range(0, random.Next(12)).Select(_ => pieces[random.Next(pieces.Length)]));
            var name = escaped.Replace("_dot_", ".", StringComparison.Ordinal).Replace("__", "_", StringComparison.Ordinal);
            Assert.Equal(name, NameUnescaper.Unescape(escaped, NameEscaping.Dots));
        }
    }

    [Theory]
    [InlineData(NameEscaping.AllowUtf8)]
    [InlineData(NameEscaping.Underscores)]
    [InlineData(NameEscaping.Dots)]
    [InlineData(NameEscaping.Values)]
    public void AShortDestinationIsRefusedAndALongerOneNotTouchedBehindTheName(NameEscaping escaping)
    {
        var name = "a_b.花"u8.ToArray();
        var length = NameEscaper.MeasureEscaped(name, NameKind.Metric, escaping);
        for (var size = 0; size <= length + 1; size++)
        {
            var to = new byte[size + 1];
            to[^1] = 0xAA;
            Assert.Equal(size >= length, NameEscaper.TryEscape(name, NameKind.Metric, escaping, to.AsSpan(0, size), out var written));
            Assert.Equal(size >= length ? length : 0, written);
            Assert.Equal(0xAA, to[^1]);
        }

        var escaped = Encoding.UTF8.GetBytes(NameEscaper.Escape("a_b.花", NameKind.Metric, escaping));
        var plain = Encoding.UTF8.GetByteCount(NameUnescaper.Unescape(Encoding.UTF8.GetString(escaped), escaping));
        for (var size = 0; size <= escaped.Length; size++)
        {
            Assert.Equal(size >= plain, NameUnescaper.TryUnescape(escaped, escaping, new byte[size], out var written));
            Assert.Equal(size >= plain ? plain : 0, written);
        }
    }

    [Fact]
    public void SpansAllocateNothing()
    {
        var name = "http.server.request_duration 花"u8.ToArray();
        var to = new byte[256];
        var back = new byte[256];
        var escapings = Enum.GetValues<NameEscaping>();
        var allocated = 0L;
        for (var round = 0; round < 2; round++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            foreach (var escaping in escapings)
            {
                NameEscaper.TryEscape(name, NameKind.Metric, escaping, to, out var written);
                NameUnescaper.TryUnescape(to.AsSpan(0, written), escaping, back, out _);
            }

            allocated = GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.Equal(0, allocated);
    }

    [Theory]
    [InlineData("allow-utf-8", NameEscaping.AllowUtf8)]
    [InlineData("underscores", NameEscaping.Underscores)]
    [InlineData("dots", NameEscaping.Dots)]
    [InlineData("values", NameEscaping.Values)]
    public void EverySchemeHasItsName(string value, NameEscaping escaping)
    {
        Assert.Equal(escaping, EscapingParameter.Parse(value));
        Assert.Equal(value, EscapingParameter.ValueOf(escaping));
    }

    [Theory]
    [InlineData("")]
    [InlineData("Dots")]
    [InlineData("none")]
    [InlineData("dots ")]
    public void OtherNamesAreNone(string value) => Assert.Null(EscapingParameter.Parse(value));

    private static string Escape(byte[] name, NameEscaping escaping)
    {
        var to = new byte[NameEscaper.MeasureEscaped(name, NameKind.Metric, escaping)];
        Assert.True(NameEscaper.TryEscape(name, NameKind.Metric, escaping, to, out var written));
        return Encoding.UTF8.GetString(to, 0, written);
    }

    private static string RandomName(Random random)
    {
        var name = new StringBuilder();
        for (var length = random.Next(1, 12); length > 0; length--)
        {
            name.Append(random.Next(4) switch
            {
                0 => new Rune("_.:U"[random.Next(4)]),
                1 => new Rune(random.Next(0x20, 0x7F)),
                2 => new Rune(random.Next(0xD800)),
                _ => new Rune(random.Next(0xE000, 0x100000)),
            });
        }

        return name.ToString();
    }
}

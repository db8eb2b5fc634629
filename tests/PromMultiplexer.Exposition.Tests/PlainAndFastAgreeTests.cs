using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>The fast way through a text page, which takes usual lines as they stand, sees what the whole grammar sees.</summary>
public sealed class PlainAndFastAgreeTests
{
    /// <summary>Bytes that mean something to the grammar, or nearly.</summary>
    private static readonly byte[] Telling = [.. "\0\t\n\r \"#+,-./09:=AENT\\_aelnq{}~"u8, 0x7f, 0x80, 0xc3, 0xff];

    private readonly ReaderAgreement _readers = new();

    [Fact]
    public void OnGoldenPagesCutAnywhere()
    {
        foreach (var page in KnownPages.Golden)
        {
            for (var length = 0; length <= page.Length; length++)
            {
                _readers.Check(page.AsMemory(0, length));
            }
        }
    }

    [Fact]
    public void OnGoldenPagesWithAnyByteChanged()
    {
        foreach (var page in KnownPages.Golden)
        {
            foreach (var mutated in Mutated(page))
            {
                _readers.Check(mutated);
            }
        }
    }

    [SharedDataFact("payloads")]
    public void OnRealPages()
    {
        foreach (var page in KnownPages.Payloads())
        {
            _readers.Check(page);
        }
    }

    /// <summary>How far a page reaches in front of the cut does not matter to the end of it: some lines will do.</summary>
    [SharedDataFact("payloads")]
    public void OnRealPagesCutAnywhere()
    {
        foreach (var page in KnownPages.Payloads())
        {
            // Pages are alike all over. Every byte of the small ones is tried, and of the large ones the beginning and every so many.
            var step = Math.Max(1, page.Length / Effort.Rounds(20_000));
            for (var end = 0; end <= page.Length; end += step)
            {
                _readers.Check(KnownPages.Window(page, end));
            }
        }
    }

    [Theory]
    [InlineData(1, false)]
    [InlineData(2, true)]
    public void OnRandomPages(int seed, bool isWide)
    {
        var pages = new OddPages(new Random(seed), isWide ? OddPages.WideNames : OddPages.ClashingNames);
        for (var rounds = Effort.Rounds(5_000); rounds > 0; rounds--)
        {
            _readers.Check(pages.Next());
        }
    }

    [Fact]
    public void OnRandomPagesCutAnywhere()
    {
        var pages = new OddPages(new Random(3), OddPages.WideNames) { OddLineRate = 200 };
        for (var rounds = Effort.Rounds(20); rounds > 0; rounds--)
        {
            var page = pages.Next();
            for (var length = 0; length <= page.Length; length++)
            {
                _readers.Check(page.AsMemory(0, length));
            }
        }
    }

    private static IEnumerable<byte[]> Mutated(byte[] page)
    {
        if (page.Length > 600)
        {
            yield break;
        }

        for (var at = 0; at < page.Length; at++)
        {
            foreach (var value in Telling)
            {
                byte[] mutated = [.. page];
                mutated[at] = value;
                yield return mutated;
            }

            yield return [.. page.AsSpan(0, at), .. page.AsSpan(at + 1)];
            yield return [.. page.AsSpan(0, at), page[at], .. page.AsSpan(at)];
        }
    }
}

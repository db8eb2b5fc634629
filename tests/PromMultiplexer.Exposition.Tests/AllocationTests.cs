using System.Buffers;
using System.Text;
using PromMultiplexer.Exposition.Tests.Corpus;

namespace PromMultiplexer.Exposition.Tests;

/// <summary>A page that comes again and again, as a container's does, costs no memory once there is enough.</summary>
public sealed class AllocationTests
{
    private const int Scrapes = 20;
    private const int Rounds = 6;

    private readonly LabelInjector[] _injectors = [new("container", "one"), new("container", "two"), new("container", "three")];
    private readonly ParsedExposition[] _parsed = [new(), new(), new()];
    private readonly LabeledExposition[] _labeled = [new(), new(), new()];
    private readonly FamilyMerger _merger = new();
    private readonly ArrayBufferWriter<byte> _output = new();

    [Fact]
    public void AUsualPageIsFree() => Check(Encoding.UTF8.GetBytes(KnownPages.Usual));

    [Fact]
    public void FamiliesInAnyOrderAreFree()
    {
        var unsorted = Encoding.UTF8.GetBytes("""
            # TYPE zz_total counter
            zz_total{a="b"} 1
            # TYPE h histogram
            h_bucket{a="b",le="+Inf"} 1
            h_sum{a="b"} 1
            h_count{a="b"} 1
            # TYPE aa gauge
            aa{b="c"} 1
            # TYPE s summary
            s_sum 1
            s_count 1
            # TYPE bb gauge
            bb 2

            """);
        Check(unsorted);
    }

    /// <summary>That a page keeps the strict rules is found out without a string, whatever is on it.</summary>
    [Fact]
    public void StrictReadingOfOpenMetricsIsFree()
    {
        var page = Encoding.UTF8.GetBytes("""
            # HELP jobs_seconds Time.
            # TYPE jobs_seconds counter
            # UNIT jobs_seconds seconds
            jobs_seconds_total{queue="a"} 1.5 1700000000.123 # {trace_id="abc"} 0.5 1700000000.1
            jobs_seconds_created{queue="a"} 1.6e9 1700000000.123
            jobs_seconds_total{queue="b"} 1
            # TYPE latency histogram
            latency_bucket{path="/",le="0.5"} 1 # {trace_id="x"} 0.25
            latency_bucket{path="/",le="+Inf"} 2
            latency_sum{path="/"} 1.25
            latency_count{path="/"} 2
            latency_bucket{path="/a",le="0.5"} 1
            latency_bucket{path="/a",le="+Inf"} 1
            # TYPE sizes gaugehistogram
            sizes_bucket{le="1.0"} 1
            sizes_bucket{le="+Inf"} 3
            sizes_gcount 3
            sizes_gsum 5.5
            # TYPE build info
            build_info{version="1.0"} 1
            # TYPE state stateset
            state{state="on"} 1
            state{state="off"} 0
            # TYPE rpc summary
            rpc{quantile="0.5"} NaN
            rpc_sum 7
            rpc_count 3
            # TYPE up gauge
            up{job="a"} 1
            up{job="b"} 0
            # EOF

            """);
        Check(_ => Assert.Null(ExpositionReader.Read(page, ExpositionFormat.OpenMetrics100, ReadMode.Strict, _parsed[0])));
    }

    [SharedDataFact("payloads")]
    public void RealPagesAreFree()
    {
        foreach (var page in KnownPages.Payloads())
        {
            Check(page);
        }
    }

    [SharedDataFact("payloads")]
    public void DifferentPagesInTurnAreFree()
    {
        // Enough room for the largest is enough for all.
        byte[][] pages = [.. KnownPages.Payloads()];
        Check(_ =>
        {
            foreach (var page in pages)
            {
                Scrape(page);
            }
        });
    }

    [SharedDataFact("payloads")]
    public void ASeriesThatComesAndGoesIsFree()
    {
        foreach (var page in KnownPages.Payloads())
        {
            var text = Encoding.UTF8.GetString(page);
            var line = text.LastIndexOf(" gauge\n", text.Length / 2, StringComparison.Ordinal) + " gauge\n".Length;
            byte[][] pages = [page, Encoding.UTF8.GetBytes(text.Insert(line, text[line..(text.IndexOfAny(['{', ' '], line))] + "{a_new=\"one\"} 1\n"))];
            var previous = _parsed[0];
            var current = _parsed[1];
            Check(round =>
            {
                if (ExpositionReader.Read(pages[round % 2], ExpositionFormat.Text004, ReadMode.Tolerant, current, previous) is not null
                    || _injectors[0].Label(current, _labeled[0]) is not null)
                {
                    throw new InvalidOperationException("The page is meant to be read.");
                }

                _output.ResetWrittenCount();
                _merger.Merge(_labeled.AsSpan(0, 1)).WriteTo(_output, ExpositionFormat.Text004);
                (previous, current) = (current, previous);
            });
        }
    }

    /// <summary>What a page is in and what it is written in, one of them protobuf.</summary>
    public static TheoryData<ExpositionFormat, ExpositionFormat> Conversions => new()
    {
        { ExpositionFormat.Protobuf, ExpositionFormat.Protobuf },
        { ExpositionFormat.Protobuf, ExpositionFormat.Text004 },
        { ExpositionFormat.Text004, ExpositionFormat.Protobuf },
    };

    [SharedDataTheory("payloads")]
    [MemberData(nameof(Conversions))]
    public void ScrapesThatFollowEachOtherAreFree(ExpositionFormat from, ExpositionFormat to)
    {
        var values = new ChangingMessages(new Random(5));
        var pages = from == ExpositionFormat.Protobuf ? KnownPages.Protobuf.Where(page => page.Length > 10_000) : KnownPages.Payloads();
        foreach (var page in pages)
        {
            byte[][] inTurn = [page, from == ExpositionFormat.Protobuf ? values.Next(page) : [.. page]];
            Check(round => ScrapeNext(inTurn[round % 2], from, to));
        }
    }

    [SharedDataFact("payloads")]
    public void MessagesThatAreReadStrictlyAreFree()
    {
        foreach (var page in KnownPages.Protobuf.Where(page => page.Length > 10_000))
        {
            Check(_ =>
            {
                if (ExpositionReader.Read(page, ExpositionFormat.Protobuf, ReadMode.Strict, _parsed[0]) is not null)
                {
                    throw new InvalidOperationException("The page is meant to be read.");
                }
            });
        }
    }

    [SharedDataFact("payloads")]
    public void TextThatIsReadStrictlyIsFree()
    {
        foreach (var page in KnownPages.Payloads())
        {
            Check(_ =>
            {
                if (ExpositionReader.Read(page, ExpositionFormat.Text004, ReadMode.Strict, _parsed[0]) is not null)
                {
                    throw new InvalidOperationException("The page is meant to be read.");
                }
            });
        }
    }

    /// <summary>One container, of which the page before is still at hand.</summary>
    private void ScrapeNext(byte[] page, ExpositionFormat from, ExpositionFormat to)
    {
        (_parsed[0], _parsed[1]) = (_parsed[1], _parsed[0]);
        (_labeled[0], _labeled[1]) = (_labeled[1], _labeled[0]);
        if (ExpositionReader.Read(page, from, ReadMode.Tolerant, _parsed[0], _parsed[1]) is not null
            || _injectors[0].Label(_parsed[0], _labeled[0]) is not null)
        {
            throw new InvalidOperationException("The page is meant to be read.");
        }

        _output.ResetWrittenCount();
        _merger.Merge(_labeled.AsSpan(0, 1), to).WriteTo(_output, to);
        _merger.Forget();
    }

    private void Check(byte[] page) => Check(_ => Scrape(page));

    /// <summary>
    /// Fails where a scrape takes memory each time. The first rounds make room, and in any the runtime may need something once, or
    /// take pooled memory back.
    /// </summary>
    private static void Check(Action<int> scrape)
    {
        var allocated = new long[Rounds];
        for (var i = 0; i < Rounds * Scrapes; i++)
        {
            var before = GC.GetAllocatedBytesForCurrentThread();
            scrape(i);
            allocated[i / Scrapes] += GC.GetAllocatedBytesForCurrentThread() - before;
        }

        Assert.True(allocated.Contains(0), $"In rounds of {Scrapes} scrapes the bytes allocated are {string.Join(", ", allocated)}.");
    }

    /// <summary>Three containers with the same page, merged into one.</summary>
    private void Scrape(byte[] page)
    {
        for (var i = 0; i < _parsed.Length; i++)
        {
            if (ExpositionReader.Read(page, ExpositionFormat.Text004, ReadMode.Tolerant, _parsed[i]) is not null
                || _injectors[i].Label(_parsed[i], _labeled[i]) is not null)
            {
                throw new InvalidOperationException("The page is meant to be read.");
            }
        }

        _output.ResetWrittenCount();
        var merged = _merger.Merge(_labeled);
        merged.WriteTo(_output, ExpositionFormat.Text004);
        if (merged.GetLength(ExpositionFormat.Text004) != _output.WrittenCount)
        {
            throw new InvalidOperationException("The length is not what was promised.");
        }

        _merger.Forget();
    }
}

using System.Buffers;
using System.Net;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>
/// A program with native histograms, as one that is written in Go has them: it answers in the format that it is asked for.
/// </summary>
internal sealed class NativeProgram : IAsyncDisposable
{
    private static readonly ExpositionFormat[] s_formats =
        [ExpositionFormat.Protobuf, ExpositionFormat.OpenMetrics100, ExpositionFormat.OpenMetrics001, ExpositionFormat.Text100, ExpositionFormat.Text004];

    private readonly MetricFamily[] _families;
    private readonly ReservedPort _port;
    private readonly HttpListener _listener;
    private readonly Task _answering;

    /// <param name="more">What it exposes besides.</param>
    public NativeProgram(params IEnumerable<MetricFamily> more)
    {
        _families = [.. Families, .. more];
        _port = new ReservedPort();
        _listener = new HttpListener();
        _listener.Prefixes.Add($"http://{_port.Address}/");
        _listener.Prefixes.Add($"http://localhost:{_port.Number}/");
        _listener.Start();
        _answering = AnswerAsync();
    }

    public string Name => "native";

    public string Address => _port.Address;

    public string NameAndPort => $"{Name}:{_port.Number}";

    /// <summary>The format of the last answer.</summary>
    public ExpositionFormat LastFormat { get; private set; }

    private static MetricFamily[] Families { get; } =
    [
        new()
        {
            Name = "request_seconds",
            Help = "How long requests took.",
            Type = MetricType.Histogram,
            Metrics =
            [
                new Metric
                {
                    Labels = [new LabelPair("path", "/a")],
                    Histogram = new Histogram
                    {
                        ExactSampleCount = 10,
                        SampleSum = 12.5,
                        Native = new NativeBuckets
                        {
                            Schema = 3,
                            ZeroThreshold = 0.001,
                            ExactZeroCount = 1,
                            PositiveSpans = [new BucketSpan(-2, 2), new BucketSpan(3, 1)],
                            PositiveDeltas = [2, 1, 1],
                        },
                    },
                },
            ],
        },
        new()
        {
            Name = "size_bytes",
            Type = MetricType.Histogram,
            Metrics =
            [
                new Metric
                {
                    Histogram = new Histogram
                    {
                        ExactSampleCount = 3,
                        SampleSum = 700,
                        Buckets = [new Bucket { UpperBound = 0.5, ExactCumulativeCount = 1 }, new Bucket { UpperBound = 1000, ExactCumulativeCount = 3 }],
                    },
                },
            ],
        },
        new() { Name = "jobs_total", Type = MetricType.Counter, Metrics = [new Metric { Counter = new Counter { Value = 5 } }] },
    ];

    public async ValueTask DisposeAsync()
    {
        _listener.Stop();
        await _answering;
        _listener.Close();
        _port.Dispose();
    }

    private async Task AnswerAsync()
    {
        while (_listener.IsListening)
        {
            HttpListenerContext context;
            try
            {
                context = await _listener.GetContextAsync();
            }
            catch (Exception stopped) when (stopped is HttpListenerException or ObjectDisposedException)
            {
                return;
            }

            var answer = ExpositionNegotiation.Negotiate(context.Request.Headers["Accept"], s_formats, PageContent.Protobuf);
            var page = Write(answer);
            LastFormat = answer.Format;
            context.Response.ContentType = answer.ContentType;
            context.Response.Close(page, willBlock: false);
        }
    }

    // Go's library escapes names in every format.
    private byte[] Write(NegotiatedExposition answer)
    {
        var page = new ArrayBufferWriter<byte>();
        MetricFamilyWriter.Write(_families, answer.Format, page, answer.Escaping);
        if (answer.Format != ExpositionFormat.Protobuf)
        {
            return page.WrittenSpan.ToArray();
        }

        var parsed = new ParsedExposition();
        Assert.Null(ExpositionReader.Read(page.WrittenMemory, answer.Format, ReadMode.Strict, parsed));
        var escaped = new LabeledExposition();
        escaped.TakeUnlabeled(new ExpositionEscaper().Escape(parsed, answer.Escaping));
        var written = new ArrayBufferWriter<byte>();
        new FamilyMerger().Merge([escaped], answer.Format).WriteTo(written, answer.Format);
        return written.WrittenSpan.ToArray();
    }
}

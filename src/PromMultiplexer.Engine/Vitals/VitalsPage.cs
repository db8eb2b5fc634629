using Prometheus;
using PromMultiplexer.Exposition;
using ExpositionFormat = PromMultiplexer.Exposition.ExpositionFormat;

namespace PromMultiplexer.Engine;

/// <summary>A page of the multiplexer's own metrics, in memory that is used again. Not safe for concurrent use.</summary>
internal sealed class VitalsPage
{
    private readonly PageBuffer _bytes = new();
    private readonly PageBufferStream _stream;

    public VitalsPage() => _stream = new PageBufferStream(_bytes);

    /// <summary>The page, after <see cref="Read"/>.</summary>
    public ParsedExposition Parsed { get; } = new();

    /// <summary>Writes down what the metrics are now.</summary>
    public async ValueTask ExportAsync(CollectorRegistry registry)
    {
        _bytes.Clear();
        await registry.CollectAndExportAsTextAsync(_stream, CancellationToken.None).ConfigureAwait(false);
    }

    /// <summary>Reads what was written.</summary>
    /// <param name="previous">The page before, which this one most likely differs from in nothing but values.</param>
    public void Read(VitalsPage previous)
    {
        if (ExpositionReader.Read(_bytes.Written, ExpositionFormat.Text004, ReadMode.Strict, Parsed, previous.Parsed) is { } error)
        {
            throw new InvalidOperationException($"The multiplexer's own metrics cannot be read: {error}.");
        }
    }
}

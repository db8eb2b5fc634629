using System.Buffers;

namespace PromMultiplexer.Exposition;

/// <summary>Writes families of the typed level as a page.</summary>
public static class MetricFamilyWriter
{
    /// <summary>Writes <paramref name="families"/> in the order given.</summary>
    public static void Write(IEnumerable<MetricFamily> families, ExpositionFormat format, IBufferWriter<byte> output) =>
        throw new NotImplementedException();
}

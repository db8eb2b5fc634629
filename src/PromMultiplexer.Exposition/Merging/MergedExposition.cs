using System.Buffers;

namespace PromMultiplexer.Exposition;

/// <summary>One page made of several: families sorted by name, each with one HELP, one TYPE and the samples of all sources.</summary>
public sealed class MergedExposition
{
    /// <summary>The number of families.</summary>
    public int FamilyCount { get; internal set; }

    /// <summary>The number of samples.</summary>
    public int SampleCount { get; internal set; }

    /// <summary>The disagreements that were met. Empty on most pages.</summary>
    public IReadOnlyList<MergeConflict> Conflicts => throw new NotImplementedException();

    /// <summary>The exact number of bytes that <see cref="WriteTo"/> writes in <paramref name="format"/>.</summary>
    public long GetLength(ExpositionFormat format) => throw new NotImplementedException();

    /// <summary>Writes the page.</summary>
    public void WriteTo(IBufferWriter<byte> output, ExpositionFormat format) => throw new NotImplementedException();
}

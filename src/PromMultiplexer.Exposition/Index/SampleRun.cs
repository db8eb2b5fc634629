namespace PromMultiplexer.Exposition;

/// <summary>Samples of one family that stand together. A family has one run, or several where the page split it.</summary>
internal struct SampleRun
{
    /// <summary>The index of the first sample.</summary>
    public int First;

    public int Count;

    /// <summary>The family's next run; -1 behind the last.</summary>
    public int Next;
}

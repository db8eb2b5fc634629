namespace PromMultiplexer.Exposition;

/// <summary>Which of some samples have a timestamp.</summary>
[Flags]
internal enum SampleTimes : byte
{
    /// <summary>There are no samples.</summary>
    None = 0,

    /// <summary>There are samples without one.</summary>
    Without = 1,

    /// <summary>There are samples with one.</summary>
    With = 2,

    /// <summary>There are both.</summary>
    Mixed = Without | With,
}

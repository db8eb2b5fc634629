namespace PromMultiplexer.Exposition;

/// <summary>What a page can have too much of.</summary>
public enum LimitKind
{
    /// <summary>Samples.</summary>
    Samples,

    /// <summary>Families.</summary>
    Families,

    /// <summary>Bytes of a line.</summary>
    LineLength,

    /// <summary>Labels of a sample.</summary>
    Labels,

    /// <summary>Bytes of a label's name.</summary>
    LabelNameLength,

    /// <summary>Bytes of a label's value.</summary>
    LabelValueLength,
}

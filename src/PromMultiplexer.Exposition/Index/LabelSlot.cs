namespace PromMultiplexer.Exposition;

/// <summary>What has to stand around a label that is put into a sample at its slot.</summary>
internal enum LabelSlot : byte
{
    /// <summary>The sample takes no further label.</summary>
    None,

    /// <summary>The sample has no braces yet: <c>{label}</c>.</summary>
    Braces,

    /// <summary>The braces are empty: <c>label</c>.</summary>
    Only,

    /// <summary>Behind the last label: <c>,label</c>.</summary>
    Last,

    /// <summary>In front of another label: <c>label,</c>.</summary>
    Before,
}

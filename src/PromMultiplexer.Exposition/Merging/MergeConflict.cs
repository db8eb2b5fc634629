namespace PromMultiplexer.Exposition;

/// <summary>One disagreement that merging met, and whom it concerns.</summary>
/// <param name="Kind">What they disagree on.</param>
/// <param name="Family">The family's name; empty for what concerns a source as a whole.</param>
/// <param name="First">The index of the source that came first.</param>
/// <param name="Other">The index of the source that disagrees with it; the same where a source disagrees with itself.</param>
public readonly record struct MergeConflict(ConflictKind Kind, string Family, int First, int Other);

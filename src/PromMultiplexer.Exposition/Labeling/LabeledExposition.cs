namespace PromMultiplexer.Exposition;

/// <summary>
/// A parsed page together with the label that each of its samples gets. Holds no copy of the page: it is usable only as
/// long as the <see cref="ParsedExposition"/> is unchanged.
/// </summary>
public sealed class LabeledExposition
{
    /// <summary>The page.</summary>
    public ParsedExposition Exposition { get; internal set; } = new();

    /// <summary>The samples that had a label of that name already.</summary>
    public int CollisionCount { get; internal set; }

    /// <summary>Takes a page as it is, without a label: for samples that carry all their labels already.</summary>
    public void TakeUnlabeled(ParsedExposition exposition) => throw new NotImplementedException();
}

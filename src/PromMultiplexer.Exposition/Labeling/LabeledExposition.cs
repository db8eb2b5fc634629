namespace PromMultiplexer.Exposition;

/// <summary>
/// A parsed page together with the label that each of its samples gets. Holds no copy of the page: it is usable only as
/// long as the <see cref="ParsedExposition"/> it was made from is unchanged. Keeps what was made of it when it was merged into a page
/// of another format. Reusable; not safe for concurrent use.
/// </summary>
public sealed class LabeledExposition
{
    private readonly ConvertedExposition?[] _converted = new ConvertedExposition?[PageView.Count];
    private ParsedExposition _page = new();
    private ParsedExposition? _relabeled;

    /// <summary>The page, its samples with slots for the label.</summary>
    public ParsedExposition Exposition { get; private set; } = new();

    /// <summary>The samples that had a label of that name already, with a value.</summary>
    public int CollisionCount { get; internal set; }

    /// <summary>The label that the samples get; <see langword="null"/> where they carry all their labels already.</summary>
    internal LabelInjector? Label { get; private set; }

    /// <summary>The label as text spells it; empty where there is none.</summary>
    internal ReadOnlySpan<byte> Pair => Label is null ? default : Label.Pair;

    /// <summary>The label as a field of a protobuf metric's message; empty where there is none.</summary>
    internal ReadOnlyMemory<byte> MessagePair => Label is null ? default : Label.MessagePair;

    /// <summary>Takes a page as it is, without a label: for samples that carry all their labels already.</summary>
    public void TakeUnlabeled(ParsedExposition exposition)
    {
        ArgumentNullException.ThrowIfNull(exposition);
        Take(exposition, null);
    }

    internal void Take(ParsedExposition exposition, LabelInjector? label)
    {
        if (_relabeled != exposition)
        {
            // It may be long until a page has to be spelled anew again, and never may that be one as large.
            _relabeled?.Trim();
            _relabeled?.Clear();
        }

        _page = Exposition = exposition;
        Label = label;
        CollisionCount = 0;
        foreach (ref var converted in _converted.AsSpan())
        {
            converted = converted?.Forget() == true ? converted : null;
        }
    }

    /// <summary>
    /// The page in the form that a view needs: itself, or the same in lines or in messages, with its label. Made when it is first
    /// asked for, and once.
    /// </summary>
    /// <param name="view">The view.</param>
    /// <param name="mostBytes">The most bytes that the page may come to have.</param>
    /// <param name="last">
    /// What the same source was converted to before, which the page is most likely to differ from in its values only. Receives what
    /// this one is converted to, if it has to be.
    /// </param>
    /// <returns><see langword="null"/> where it would have more bytes than allowed, or where the form has no way to say it.</returns>
    internal LabeledExposition? For(PageView view, long mostBytes, ref ConvertedExposition? last)
    {
        if (view.Takes(_page))
        {
            last = null;
            return this;
        }

        var converted = _converted[view.Number] ??= new ConvertedExposition(view);
        var form = converted.Make(_page, Label, mostBytes, last);
        last = converted;
        return form;
    }

    /// <summary>Goes over to a copy of the index, in which samples can be spelled anew.</summary>
    internal ParsedExposition Relabel()
    {
        _relabeled ??= new ParsedExposition();
        _relabeled.CopyIndexFrom(Exposition);
        return Exposition = _relabeled;
    }
}

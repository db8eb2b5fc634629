using System.Buffers;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// A page after a filter. What is only left out is left out of the index, and no sample is touched. Where rules look at labels,
/// the samples that they change are spelled anew and the page is read again. Reusable; not safe for concurrent use.
/// </summary>
public sealed class FilteredExposition
{
    // As many verdicts as any sound page has names. Who sends ever new ones pays for looking at them.
    private const int MostVerdicts = 20_000;

    private readonly ParsedExposition _page = new();
    private readonly Dictionary<string, bool> _families = [];
    private readonly Dictionary<string, bool> _samples = [];
    private ArrayBufferWriter<byte>? _bytes;
    private LinesRelabeler? _relabeler;
    private ExpositionFilter _filter = ExpositionFilter.None;

    /// <summary>Filters a page. The page given is not changed.</summary>
    /// <param name="page">A page, as it was read.</param>
    /// <param name="filter">The filter.</param>
    /// <param name="filtered">
    /// <paramref name="page"/> itself where the filter is none. Otherwise a page that belongs to this object, is valid until its
    /// next call and may point into <paramref name="page"/>, which must stay unchanged.
    /// </param>
    /// <returns>What is wrong with a page that rules have made; they can make a page that nobody can read. Else <see langword="null"/>.</returns>
    public ReadError? Apply(ParsedExposition page, ExpositionFilter filter, out ParsedExposition filtered)
    {
        ArgumentNullException.ThrowIfNull(page);
        ArgumentNullException.ThrowIfNull(filter);
        filtered = page;
        if (filter.IsNone)
        {
            return null;
        }

        if (!_filter.Equals(filter))
        {
            _families.Clear();
            _samples.Clear();
        }

        _filter = filter;
        filtered = _page;
        if (page.IsProtobuf)
        {
            return LeaveOutMessages(page);
        }

        if (filter.HasNameRulesOnly)
        {
            LeaveOut(page);
            return null;
        }

        _bytes ??= new ArrayBufferWriter<byte>();
        _bytes.ResetWrittenCount();
        _relabeler ??= new LinesRelabeler();
        _relabeler.Write(page, filter, TakesFamily, _bytes);
        return ExpositionReader.Read(_bytes.WrittenMemory, page.Format, ReadMode.Tolerant, _page);
    }

    /// <summary>Gives memory back that pages much larger than the present one have left behind.</summary>
    public void Trim()
    {
        _page.Trim();
        if (_bytes is not null && _bytes.Capacity > 64 * 1024 && _bytes.WrittenCount < _bytes.Capacity / 4)
        {
            _bytes = null;
        }
    }

    private void LeaveOut(ParsedExposition source)
    {
        _page.StartOver(source);
        _page.HasQuotedNames = source.HasQuotedNames;
        foreach (var index in source.Order)
        {
            ref var family = ref source.Families[index];
            var name = source.BytesOf(family.Name);
            if (!TakesFamily(name))
            {
                continue;
            }

            var kinds = KindsOf(family, name);
            if (kinds != 0 || (family.SampleCount == 0 && TakesSamples(name)))
            {
                Add(source, family, kinds);
            }
        }

        _page.Sort(isSorted: true);
    }

    // The kinds of a family's samples that stay.
    private ushort KindsOf(in FamilyEntry family, ReadOnlySpan<byte> name)
    {
        if (_filter.Rules.Count == 0)
        {
            return family.Kinds;
        }

        ushort kinds = 0;
        for (var kind = SampleKind.Plain; kind <= SampleKind.GaugeSum; kind++)
        {
            if ((family.Kinds & (1 << (int)kind)) != 0 && TakesSamples([.. name[..family.BaseLength], .. SampleSuffix.Of(kind)]))
            {
                kinds |= (ushort)(1 << (int)kind);
            }
        }

        return kinds;
    }

    private void Add(ParsedExposition source, in FamilyEntry family, ushort kinds)
    {
        ref var entry = ref _page.Families.Add();
        entry = family;
        entry.ForgetSamples();
        var first = _page.Samples.Count;
        for (var run = family.FirstRun; run >= 0; run = source.Runs[run].Next)
        {
            var range = source.Runs[run];
            foreach (ref var sample in source.Samples.AsSpan().Slice(range.First, range.Count))
            {
                if ((kinds & (1 << (int)sample.Kind)) != 0)
                {
                    _page.Samples.Add(sample);
                    entry.Count(sample);
                }
            }
        }

        if (entry.SampleCount > 0)
        {
            entry.FirstRun = entry.LastRun = _page.Runs.Count;
            _page.Runs.Add(new SampleRun { First = first, Count = entry.SampleCount, Next = -1 });
        }
    }

    // Messages are left out as they are: by their families' names, to which rules about names are held too. Rules about labels
    // do not reach them; pages in protobuf are not to be asked for where there are any.
    private ReadError? LeaveOutMessages(ParsedExposition source)
    {
        _bytes ??= new ArrayBufferWriter<byte>();
        _bytes.ResetWrittenCount();
        var output = new PageOutput(_bytes);
        foreach (ref var family in source.Messages.Families.AsSpan())
        {
            var name = source.Messages.BytesOf(family.Name);
            if (TakesFamily(name) && TakesSamples(name))
            {
                DelimitedPage.WriteMessage(source.Messages.BytesOf(family.Message), ref output);
            }
        }

        output.Flush();
        return ExpositionReader.Read(_bytes.WrittenMemory, ExpositionFormat.Protobuf, ReadMode.Tolerant, _page);
    }

    private bool TakesFamily(ReadOnlySpan<byte> name) => !_filter.IsAboutFamilies || Ask(_families, name, isFamily: true);

    private bool TakesSamples(ReadOnlySpan<byte> name) => _filter.Rules.Count == 0 || Ask(_samples, name, isFamily: false);

    private bool Ask(Dictionary<string, bool> verdicts, ReadOnlySpan<byte> name, bool isFamily)
    {
        var rented = ArrayPool<char>.Shared.Rent(name.Length);
        var text = rented.AsSpan(0, Encoding.UTF8.GetChars(name, rented));
        var lookup = verdicts.GetAlternateLookup<ReadOnlySpan<char>>();
        if (!lookup.TryGetValue(text, out var verdict))
        {
            if (verdicts.Count == MostVerdicts)
            {
                verdicts.Clear();
            }

            var plain = text.Contains('\\') ? TextEscape.Unescape(name).AsSpan() : text;
            verdict = isFamily ? _filter.TakesFamily(plain) : _filter.TakesSamples(plain);
            lookup[text] = verdict;
        }

        ArrayPool<char>.Shared.Return(rented);
        return verdict;
    }
}

using System.Runtime.CompilerServices;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Knows, while a page is read, which family a line belongs to. Pages that stand in the order of their names, as nearly
/// all do, are followed without looking anything up.
/// </summary>
internal sealed unsafe class FamilyTracker
{
    private ParsedExposition _exposition = null!;
    private IndexList<SampleEntry> _samples = null!;
    private byte* _source;
    private byte* _sourceEnd;
    private bool _isStrict;
    private bool _isSorted;
    private bool _isOpenMetrics;

    // The family of the last line, the first of its samples that no run holds yet, if there is one, and the name of the last sample, or
    // the one that the next is expected to have.
    private int _current;
    private Slice _currentName;
    private int _firstOpen;
    private Slice _sampleName;
    private bool _hasLateTypes;

    /// <summary>
    /// Starts a page, or goes on behind the families that it has already. Its source stays where it is until <see cref="Forget"/>.
    /// </summary>
    public void Start(ParsedExposition exposition, ReadMode mode, byte* source)
    {
        _exposition = exposition;
        _samples = exposition.Samples;
        _source = source;
        _sourceEnd = source + exposition.Source.Length;
        _isStrict = mode == ReadMode.Strict;
        _isSorted = exposition.IsSorted;
        _isOpenMetrics = exposition.IsOpenMetrics;
        _firstOpen = -1;
        _sampleName = Slice.None;
        _hasLateTypes = false;
        MakeCurrent(exposition.Families.Count - 1);
    }

    /// <summary>Lets go of the page that was read, so that a tracker kept for the next one does not keep this one in memory.</summary>
    public void Forget()
    {
        _exposition = null!;
        _samples = null!;
        _source = _sourceEnd = null;
    }

    /// <summary>
    /// The name of the last sample, or the one that was expected behind a header, to compare the next one with;
    /// <see cref="Slice.None"/> at first.
    /// </summary>
    public Slice LastSampleName => _sampleName;

    /// <summary>The kind of the last sample.</summary>
    public SampleKind LastKind { get; private set; }

    /// <summary>The name of the family of the last line; <see cref="Slice.None"/> at first.</summary>
    public Slice CurrentName => _currentName;

    /// <summary>The type of the family of the last line.</summary>
    public MetricType CurrentType { get; private set; }

    /// <summary>Makes the family of this name the current one, for a HELP or TYPE line.</summary>
    /// <returns>What is wrong with that, in strict mode.</returns>
    public string? Open(Slice name)
    {
        CloseRun();
        if (AreSame(_currentName, name))
        {
            return null;
        }

        _sampleName = Slice.None;
        var bytes = BytesOf(name);
        var known = Find(name, out var isBehindAll);
        if (known < 0)
        {
            Add(name, isBehindAll);
            return _isStrict && FindOwner(bytes, out _) >= 0 ? "a HELP or TYPE line for a sample of another family" : null;
        }

        MakeCurrent(known);
        return null;
    }

    /// <summary>Whether strict mode has something against a HELP or TYPE line for this family.</summary>
    public bool WouldObject(Slice name, bool isHelp)
    {
        CloseRun();
        var bytes = BytesOf(name);
        var known = Find(name, out _);
        if (known < 0)
        {
            return FindOwner(bytes, out _) >= 0;
        }

        ref var family = ref _exposition.Families[known];
        return isHelp ? !family.Help.IsNone : family.Has(FamilyFlags.Declared) || family.FirstRun >= 0;
    }

    /// <summary>Whether strict mode has something against a sample of this name, because its family stands elsewhere.</summary>
    public bool WouldObjectToSample(Slice name)
    {
        var bytes = BytesOf(name);
        if (_current >= 0 && TryMatch(_exposition.Families[_current], bytes, out _))
        {
            return false;
        }

        var known = Find(name, out _);
        known = known < 0 ? FindOwner(bytes, out _) : known;
        return known >= 0 && _exposition.Families[known].FirstRun >= 0;
    }

    /// <summary>Gives the current family its HELP. The first stays.</summary>
    public string? SetHelp(Slice help)
    {
        ref var family = ref _exposition.Families[_current];
        if (family.Help.IsNone)
        {
            family.Help = help;
            family.MetadataLength = 0;
            return null;
        }

        if (!BytesOf(family.Help).SequenceEqual(BytesOf(help)))
        {
            family.Flags |= FamilyFlags.HelpConflict;
        }

        return _isStrict ? "a second HELP line for the same family" : null;
    }

    /// <summary>Gives the current family its unit. The first stays.</summary>
    public string? SetUnit(Slice unit)
    {
        ref var family = ref _exposition.Families[_current];
        if (family.Unit.IsNone)
        {
            family.Unit = unit;
            return null;
        }

        return _isStrict ? "a second UNIT line for the same family" : null;
    }

    /// <summary>Gives the current family, which was opened for this line, its TYPE.</summary>
    public string? SetType(MetricType type)
    {
        ref var family = ref _exposition.Families[_current];
        if (family.Has(FamilyFlags.Declared))
        {
            if (family.Type != type)
            {
                // Settled as between two sources.
                var verdict = new TypeVerdict(family.Type);
                if (family.Has(FamilyFlags.TypeConflict))
                {
                    verdict.Contradict();
                }

                verdict.Add(type);
                family.Type = CurrentType = verdict.Type;
                family.MetadataLength = 0;

                // Its samples may have other names from here on.
                _sampleName = Slice.None;
                family.Flags |= (verdict.IsConflict ? FamilyFlags.TypeConflict : 0) | (verdict.IsDemoted ? FamilyFlags.Misfit : 0);
                if (family.FirstRun >= 0)
                {
                    family.Flags |= FamilyFlags.LateType;
                    _hasLateTypes = true;
                }
            }

            return _isStrict ? "a second TYPE line for the same family" : null;
        }

        family.Flags |= FamilyFlags.Declared;
        family.Type = CurrentType = type;
        if (family.FirstRun >= 0)
        {
            family.Flags |= FamilyFlags.LateType;
            _hasLateTypes = true;
            if (_isStrict)
            {
                return "a TYPE line behind samples of its family";
            }
        }

        return null;
    }

    /// <summary>
    /// Says that the line which gave the current family its TYPE is spelled as text spells it. If the line with the HELP is, too, and
    /// stands in front of it, nobody has to spell them again.
    /// </summary>
    /// <param name="line">Where the line starts.</param>
    /// <param name="end">The place behind it.</param>
    public void KeepMetadata(int line, int end)
    {
        const int Keyword = 7;
        ref var family = ref _exposition.Families[_current];
        var first = family.Name.Start - Keyword;
        var standsAlone = family.Help.IsNone && first == line;
        var isBehindHelp = first >= 0
            && family.Help.Start == family.Name.Start + family.Name.Length + 1
            && family.Help.Start + family.Help.Length + 1 == line
            && _source[family.Help.Start - 1] == (byte)' '
            && new ReadOnlySpan<byte>(_source + first, Keyword).SequenceEqual("# HELP "u8);
        if (standsAlone || isBehindHelp)
        {
            family.MetadataLength = end - first;
        }
    }

    /// <summary>
    /// The family that a sample of this name belongs to becomes the current one.
    /// </summary>
    /// <returns>What is wrong with that, in strict mode.</returns>
    public string? OpenSample(Slice name)
    {
        _sampleName = name;
        LastKind = SampleKind.Plain;
        if (AreSame(_currentName, name))
        {
            return null;
        }

        var bytes = BytesOf(name);
        if (_current >= 0 && TryMatch(_exposition.Families[_current], bytes, out var currentKind))
        {
            LastKind = currentKind;
            return null;
        }

        var known = Find(name, out var isBehindAll);
        if (known < 0 && FindOwner(bytes, out var kind) is >= 0 and var owner)
        {
            LastKind = kind;
            known = owner;
        }

        if (known < 0)
        {
            Add(name, isBehindAll);
            return null;
        }

        MakeCurrent(known);
        return _isStrict && _exposition.Families[known].FirstRun >= 0 ? "the lines of a family stand apart" : null;
    }

    /// <summary>Says that a sample is expected whose name is known to be one of the current family's.</summary>
    public void OpenOwnSample(Slice name, SampleKind kind)
    {
        _sampleName = name;
        LastKind = kind;
    }

    /// <summary>Adds a sample to the current family.</summary>
    /// <param name="start">Where the line starts, as in <see cref="Slice"/>.</param>
    /// <param name="length">The bytes of the line.</param>
    /// <param name="slotOffset">Where in the line a label goes.</param>
    /// <param name="slot">What a label needs around it there.</param>
    /// <param name="tailLength">The bytes of the line from the value on, where it stands in the source as it is; else 0.</param>
    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    public void AddSample(int start, int length, int slotOffset, LabelSlot slot, int tailLength)
    {
        ref var sample = ref _samples.Add();
        sample.Start = start;
        sample.Length = length;
        sample.SlotOffset = slotOffset;
        sample.Slot = slot;
        sample.Kind = LastKind;
        sample.HasTimeOrExemplar = false;
        sample.TailLength = tailLength <= byte.MaxValue ? (byte)tailLength : (byte)0;
        if (_firstOpen < 0)
        {
            _firstOpen = _samples.Count - 1;
        }
    }

    /// <summary>Makes a family the current one that has its HELP and its TYPE line here, spelled as text spells them.</summary>
    /// <param name="name">Its name in the first of these lines.</param>
    /// <param name="help">Its HELP text, if there is one.</param>
    /// <param name="type">Its type.</param>
    /// <param name="metadataLength">The bytes of the lines.</param>
    /// <returns><see langword="false"/> where there is a family of this name already, or strict mode has something against it.</returns>
    public bool TryDeclare(Slice name, Slice help, MetricType type, int metadataLength)
    {
        if (Find(name, out var isBehindAll) >= 0 || (_isStrict && FindOwner(BytesOf(name), out _) >= 0))
        {
            return false;
        }

        Declare(name, help, type, metadataLength, isBehindAll);
        return true;
    }

    /// <summary>Makes a family the current one whose metadata stands here as it stood on the page before.</summary>
    /// <param name="family">The family of the page before.</param>
    /// <param name="place">Where its metadata stands now.</param>
    /// <param name="isBehindAll">Whether its name is known to come behind those of all families so far. If not, that is looked up.</param>
    /// <returns><see langword="false"/> where there is a family of this name already.</returns>
    public bool TryRepeat(in FamilyEntry family, int place, bool isBehindAll)
    {
        var shift = place - family.Metadata.Start;
        var name = new Slice(family.Name.Start + shift, family.Name.Length);
        var help = family.Help.IsNone ? Slice.None : new Slice(family.Help.Start + shift, family.Help.Length);
        if (!isBehindAll)
        {
            return TryDeclare(name, help, family.Type, family.MetadataLength);
        }

        Declare(name, help, family.Type, family.MetadataLength, isBehindAll);
        return true;
    }

    /// <summary>Whether the last line is of a family with this name and type.</summary>
    public bool IsCurrent(ReadOnlySpan<byte> name, MetricType type) =>
        _current >= 0 && CurrentType == type && BytesOf(_currentName).SequenceEqual(name);

    /// <summary>Takes the samples from <paramref name="first"/> on into the current family, whose samples they were before.</summary>
    public void AddRepeated(int first)
    {
        if (first == _exposition.Samples.Count)
        {
            return;
        }

        _sampleName = Slice.None;
        if (_firstOpen < 0)
        {
            _firstOpen = first;
        }
    }

    /// <summary>Says that a sample of the current family does not fit the family's type.</summary>
    public void MarkMisfit() => _exposition.Families[_current].Flags |= FamilyFlags.Misfit;

    /// <summary>Says that the sample added last has a timestamp or an exemplar.</summary>
    public void MarkTimeOrExemplar() => _exposition.Samples[_exposition.Samples.Count - 1].HasTimeOrExemplar = true;

    /// <summary>Settles what only the whole page can tell.</summary>
    public void Finish()
    {
        CloseRun();
        var families = _exposition.Families.AsSpan();
        for (var family = 0; family < families.Length; family++)
        {
            if (!IsPlain(families[family].Type) && MayHaveStrays(family))
            {
                AbsorbStrays(family);
            }
        }

        if (_isOpenMetrics)
        {
            NameAsTextDoes();
        }

        if (_hasLateTypes)
        {
            foreach (ref var family in _exposition.Families.AsSpan())
            {
                if (family.Has(FamilyFlags.LateType) && !family.Has(FamilyFlags.Absorbed))
                {
                    PutRunsInOrder(ref family);
                    CheckLate(ref family);
                }
            }
        }

        _exposition.Sort(_isSorted);
    }

    /// <summary>Whether the samples of such a family have its own name, in any format.</summary>
    private static bool IsPlain(MetricType type) => type is MetricType.Untyped or MetricType.Gauge or MetricType.StateSet;

    private bool TryMatch(in FamilyEntry family, ReadOnlySpan<byte> familyName, ReadOnlySpan<byte> name, out SampleKind kind)
    {
        kind = SampleKind.Plain;
        if (name.Length == familyName.Length)
        {
            return name.SequenceEqual(familyName);
        }

        if (name.Length < familyName.Length
            || IsPlain(family.Type)
            || !name.StartsWith(familyName))
        {
            return false;
        }

        kind = SampleSuffix.Find(name[familyName.Length..], _isOpenMetrics);
        return kind != SampleKind.Plain
            && name.Length == familyName.Length + SampleSuffix.Of(kind).Length
            && SampleSuffix.Belongs(family.Type, kind, _isOpenMetrics);
    }

    private bool TryMatch(in FamilyEntry family, ReadOnlySpan<byte> name, out SampleKind kind) =>
        TryMatch(family, BytesOf(family.Name), name, out kind);

    /// <summary>The bytes of a name: without the detour over the page's memory, which costs as much as comparing them.</summary>
    private ReadOnlySpan<byte> BytesOf(Slice name) =>
        name.Start >= 0 ? new ReadOnlySpan<byte>(_source + name.Start, name.Length) : _exposition.BytesOf(name);

    private bool AreSame(Slice first, Slice second) => first.Length == second.Length && first.Length > 0
        && (first.Start >= 0 && second.Start >= 0
            ? PlainScanner.AreEqual(_source + first.Start, _source + second.Start, first.Length, _sourceEnd)
            : BytesOf(first).SequenceEqual(BytesOf(second)));

    /// <summary>The family of this name, if there is one; it need not be asked for where names only go up.</summary>
    private int Find(Slice name, out bool isBehindAll)
    {
        var count = _exposition.Families.Count;
        isBehindAll = _isSorted && (count == 0 || IsBefore(_exposition.Families[count - 1].Name, name));
        return isBehindAll ? -1 : _exposition.Table.Find(_exposition, BytesOf(name));
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private bool IsBefore(Slice first, Slice second) => first.Start >= 0 && second.Start >= 0
        ? PlainScanner.Compare(_source + first.Start, first.Length, _source + second.Start, second.Length, _sourceEnd) < 0
        : BytesOf(first).SequenceCompareTo(BytesOf(second)) < 0;

    /// <summary>The histogram or summary that a sample of this name is a part of; -1 where there is none.</summary>
    private int FindOwner(ReadOnlySpan<byte> name, out SampleKind kind)
    {
        kind = SampleKind.Plain;
        var suffix = SampleSuffix.Find(name, _isOpenMetrics);
        if (suffix == SampleKind.Plain)
        {
            return -1;
        }

        var owner = _exposition.Table.Find(_exposition, name[..^SampleSuffix.Of(suffix).Length]);
        return owner >= 0 && TryMatch(_exposition.Families[owner], name, out kind) ? owner : -1;
    }

    private void MakeCurrent(int family)
    {
        CloseRun();
        _current = family;
        if (family < 0)
        {
            _currentName = Slice.None;
            CurrentType = MetricType.Untyped;
            return;
        }

        ref var current = ref _exposition.Families[family];
        _currentName = current.Name;
        CurrentType = current.Type;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private void Declare(Slice name, Slice help, MetricType type, int metadataLength, bool isBehindAll)
    {
        _sampleName = Slice.None;
        ref var family = ref Add(name, isBehindAll);
        family.Help = help;
        family.MetadataLength = metadataLength;
        family.Type = CurrentType = type;
        family.Flags = FamilyFlags.Declared;
    }

    [MethodImpl(MethodImplOptions.AggressiveInlining)]
    private ref FamilyEntry Add(Slice name, bool isBehindAll)
    {
        CloseRun();
        _isSorted = isBehindAll;
        _current = _exposition.Families.Count;
        _currentName = name;
        CurrentType = MetricType.Untyped;
        ref var family = ref _exposition.Families.Add();
        family.Become(name);
        return ref family;
    }

    /// <summary>Makes a run of the samples that none holds yet, and counts them. Nobody asks for the runs of a family before.</summary>
    private void CloseRun()
    {
        if (_firstOpen < 0)
        {
            return;
        }

        var first = _firstOpen;
        _firstOpen = -1;
        var samples = _exposition.Samples.AsSpan()[first..];
        ref var family = ref _exposition.Families[_current];
        family.Count(samples);
        if (family.LastRun < 0)
        {
            family.FirstRun = family.LastRun = _exposition.Runs.Count;
        }
        else
        {
            ref var last = ref _exposition.Runs[family.LastRun];
            if (last.First + last.Count == first)
            {
                last.Count += samples.Length;
                return;
            }

            last.Next = family.LastRun = _exposition.Runs.Count;
        }

        ref var run = ref _exposition.Runs.Add();
        run.First = first;
        run.Count = samples.Length;
        run.Next = -1;
    }

    /// <summary>Whether there can be families named like the samples of this one. Where names only go up they come next.</summary>
    private bool MayHaveStrays(int family) => !_isSorted
        || (family + 1 < _exposition.Families.Count
            && BytesOf(_exposition.Families[family + 1].Name).StartsWith(BytesOf(_exposition.Families[family].Name)));

    /// <summary>
    /// Samples that came before the TYPE line of their histogram or summary, or behind a HELP line of their own, seemed to
    /// be families of their own. Unless they have a TYPE line, they are not.
    /// </summary>
    private void AbsorbStrays(int family)
    {
        var type = _exposition.Families[family].Type;
        foreach (var kind in SampleSuffix.Kinds(_isOpenMetrics))
        {
            if (!SampleSuffix.Belongs(type, kind, _isOpenMetrics))
            {
                continue;
            }

            var arena = _exposition.Arena;
            var start = arena.Length;
            var name = _exposition.Families[family].Name;
            if (name.Start >= 0)
            {
                arena.Append(BytesOf(name));
            }
            else
            {
                arena.AppendOwn(~name.Start, name.Length);
            }

            arena.Append(SampleSuffix.Of(kind));
            var stray = _exposition.Table.Find(_exposition, arena.Written[start..]);
            arena.Truncate(start);
            if (stray >= 0 && !_exposition.Families[stray].Has(FamilyFlags.Declared))
            {
                Absorb(stray, family, kind);
            }
        }
    }

    private void Absorb(int stray, int family, SampleKind kind)
    {
        ref var from = ref _exposition.Families[stray];
        ref var to = ref _exposition.Families[family];
        from.Flags |= FamilyFlags.Absorbed;
        to.Flags |= FamilyFlags.LateType;
        _hasLateTypes = true;
        if (from.FirstRun < 0)
        {
            return;
        }

        for (var run = from.FirstRun; run >= 0; run = _exposition.Runs[run].Next)
        {
            var samples = _exposition.Runs[run];
            for (var i = 0; i < samples.Count; i++)
            {
                _exposition.Samples[samples.First + i].Kind = kind;
            }
        }

        if (to.LastRun < 0)
        {
            to.FirstRun = from.FirstRun;
        }
        else
        {
            _exposition.Runs[to.LastRun].Next = from.FirstRun;
        }

        to.LastRun = from.LastRun;
        to.SampleCount += from.SampleCount;
        to.SlotCount += from.SlotCount;
        to.Kinds |= (ushort)(1 << (int)kind);
        to.LineBytes += from.LineBytes;
        to.PunctuationBytes += from.PunctuationBytes;
        to.Flags |= from.Flags & FamilyFlags.HasTimesOrExemplars;
        from.FirstRun = from.LastRun = -1;
        from.SampleCount = from.SlotCount = 0;
        from.Kinds = 0;
        from.LineBytes = 0;
        from.PunctuationBytes = 0;
    }

    /// <summary>A counter <c>x</c> is <c>x_total</c> to text, an info <c>x</c> is <c>x_info</c>: that is their name among all formats.</summary>
    private void NameAsTextDoes()
    {
        var previous = -1;
        for (var i = 0; i < _exposition.Families.Count; i++)
        {
            ref var family = ref _exposition.Families[i];
            var suffix = family.Type switch
            {
                MetricType.Counter => SampleSuffix.Of(SampleKind.Total),
                MetricType.Info => SampleSuffix.Of(SampleKind.Info),
                _ => default,
            };
            if (!suffix.IsEmpty)
            {
                var start = _exposition.Arena.Length;
                _exposition.Arena.Append(BytesOf(family.Name));
                _exposition.Arena.Append(suffix);
                family.Name = _exposition.Arena.SliceFrom(start);
            }

            _isSorted = _isSorted && (previous < 0
                || BytesOf(_exposition.Families[previous].Name).SequenceCompareTo(BytesOf(family.Name)) < 0);
            previous = i;
        }
    }

    /// <summary>Samples that were absorbed go back to where they stood on the page.</summary>
    private void PutRunsInOrder(ref FamilyEntry family)
    {
        var order = new List<int>();
        for (var run = family.FirstRun; run >= 0; run = _exposition.Runs[run].Next)
        {
            order.Add(run);
        }

        order.Sort((a, b) => _exposition.Runs[a].First.CompareTo(_exposition.Runs[b].First));
        for (var i = 0; i < order.Count; i++)
        {
            _exposition.Runs[order[i]].Next = i + 1 < order.Count ? order[i + 1] : -1;
        }

        family.FirstRun = order.Count > 0 ? order[0] : -1;
        family.LastRun = order.Count > 0 ? order[^1] : -1;
    }

    private void CheckLate(ref FamilyEntry family)
    {
        for (var run = family.FirstRun; run >= 0; run = _exposition.Runs[run].Next)
        {
            var samples = _exposition.Runs[run];
            for (var i = samples.First; i < samples.First + samples.Count; i++)
            {
                var kind = _exposition.Samples[i].Kind;
                if (!SampleFit.Fits(family.Type, kind, new SampleLine(BytesOf(_exposition.Samples[i].Line)), _isOpenMetrics))
                {
                    family.Flags |= FamilyFlags.Misfit;
                    return;
                }
            }
        }
    }
}

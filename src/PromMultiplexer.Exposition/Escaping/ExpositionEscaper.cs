namespace PromMultiplexer.Exposition;

/// <summary>
/// Makes a page with names that need quotes fit for a scraper that does not take them: every metric and label name that is
/// not valid as it stands is escaped, all else stays as it is, byte for byte. Reusable, so that a page of the same kind again
/// allocates next to nothing; not safe for concurrent use.
/// </summary>
/// <remarks>
/// <para>
/// Names are escaped as Prometheus' libraries do. A family is escaped under the name that it has in text, so that the
/// OpenMetrics counter <c>my.requests</c> and the text counter <c>my.requests_total</c> stay one family; <c>_bucket</c>,
/// <c>_sum</c>, <c>_count</c> and <c>_created</c> are put behind the escaped name.
/// </para>
/// <para>
/// Families whose names fall together become one family when the page is merged, by the rules for families of several
/// sources. A series that stands on the page already, for the same time, is then dropped, as Prometheus would do; what is left
/// of a histogram or summary after that does not keep its type.
/// </para>
/// <para>
/// In protobuf the metrics of one name stay apart until pages are merged, and series that have become the same are left to
/// Prometheus.
/// </para>
/// <para>
/// A sample of which two labels fall together is dropped, because Prometheus would refuse the whole page; where one of them
/// is empty, and so is no label at all, it gives way. An exemplar of which two labels fall together, or whose labels become
/// longer than OpenMetrics allows, is dropped; its sample stays.
/// </para>
/// </remarks>
public sealed class ExpositionEscaper
{
    private readonly ParsedExposition _page = new();
    private readonly SampleEscaper _samples;
    private readonly DuplicateSeries _series = new();
    private MessageEscaper? _messages;

    /// <summary>Makes an escaper.</summary>
    public ExpositionEscaper() => _samples = new SampleEscaper(_page);

    /// <summary>Escapes the names of a page.</summary>
    /// <param name="source">A page as it was read. It is not changed.</param>
    /// <param name="escaping">How to escape.</param>
    /// <returns>
    /// <paramref name="source"/> itself where nothing has to be escaped. Otherwise a page in the same format that belongs to
    /// this escaper and is valid until its next call; it points into <see cref="ParsedExposition.Source"/> of
    /// <paramref name="source"/>, which must stay unchanged while it is used, but does not need the latter itself any more.
    /// </returns>
    public ParsedExposition Escape(ParsedExposition source, NameEscaping escaping)
    {
        ArgumentNullException.ThrowIfNull(source);
        if (escaping == NameEscaping.AllowUtf8 || !source.HasQuotedNames)
        {
            return source;
        }

        if (source.IsProtobuf)
        {
            return (_messages ??= new MessageEscaper()).Escape(source, escaping);
        }

        _samples.Escaping = escaping;
        _page.StartOver(source);
        foreach (ref var family in source.Families.AsSpan())
        {
            if (!family.Has(FamilyFlags.Absorbed))
            {
                AddFamily(source, family);
            }
        }

        // Families that fall together stand side by side from here on.
        _page.Sort(isSorted: false);
        AddSamples(source);
        return _page;
    }

    /// <summary>Adds a family under its new name. Its runs and counts are those of the source until its samples are added.</summary>
    private void AddFamily(ParsedExposition source, in FamilyEntry family)
    {
        const ushort Plain = 1 << (int)SampleKind.Plain;
        var name = source.BytesOf(family.Name);
        if (NameSyntax.IsMetricName(name))
        {
            _page.Families.Add(family);
            return;
        }

        // What OpenMetrics leaves to the samples of the name, _total or _info, ends in the same bytes in every scheme.
        var suffix = family.Name.Length - family.BaseLength;
        var escaped = _samples.EscapeName(name);
        var entry = family with { Name = escaped, BaseLength = escaped.Length - suffix, MetadataLength = 0 };
        if (suffix == 0 || (family.Kinds & Plain) == 0)
        {
            _page.Families.Add(entry);
            return;
        }

        // A counter with samples that do not say _total: their name is another one, and escaped by itself.
        var bare = _samples.EscapeName(name[..family.BaseLength]);
        _page.Families.Add(entry with { Kinds = (ushort)(family.Kinds & ~Plain) });
        _page.Families.Add(entry with
        {
            Name = bare,
            BaseLength = bare.Length,
            Unit = Slice.None,
            Type = MetricType.Untyped,
            Flags = family.Flags & FamilyFlags.HasTimesOrExemplars,
            Kinds = Plain,
        });
    }

    private void AddSamples(ParsedExposition source)
    {
        var order = _page.Order;
        DuplicateSeries? series = null;
        for (var i = 0; i < order.Length; i++)
        {
            var isShared = i + 1 < order.Length && HaveSameName(order[i], order[i + 1]);
            if (i == 0 || !HaveSameName(order[i - 1], order[i]))
            {
                series?.Forget();
                series = isShared ? _series : null;
                series?.Start(_page);
            }

            AddSamples(source, ref _page.Families[order[i]], series);
        }

        series?.Forget();
    }

    private bool HaveSameName(int first, int second) =>
        _page.BytesOf(_page.Families[first].Name).SequenceEqual(_page.BytesOf(_page.Families[second].Name));

    private void AddSamples(ParsedExposition source, ref FamilyEntry family, DuplicateSeries? series)
    {
        var first = _page.Samples.Count;
        var (run, kinds) = (family.FirstRun, family.Kinds);
        family.ForgetSamples();
        for (; run >= 0; run = source.Runs[run].Next)
        {
            var range = source.Runs[run];
            foreach (ref var sample in source.Samples.AsSpan().Slice(range.First, range.Count))
            {
                if ((kinds & (1 << (int)sample.Kind)) != 0)
                {
                    AddSample(source, ref family, sample, series);
                }
            }
        }

        if (family.SampleCount > 0)
        {
            family.FirstRun = family.LastRun = _page.Runs.Count;
            _page.Runs.Add(new SampleRun { First = first, Count = family.SampleCount, Next = -1 });
        }
    }

    private void AddSample(ParsedExposition source, ref FamilyEntry family, SampleEntry sample, DuplicateSeries? series)
    {
        if (!_samples.TryEscape(source, family, ref sample))
        {
            _page.DroppedSampleCount++;
            return;
        }

        if (series?.Add(sample.Line) == false)
        {
            // Others of the same metric may be left without it.
            family.Flags |= sample.Kind != SampleKind.Plain || !TypeVerdict.IsScalar(family.Type) ? FamilyFlags.Misfit : 0;
            _page.DroppedSampleCount++;
            return;
        }

        _page.Samples.Add(sample);
        family.Count(sample);
    }
}

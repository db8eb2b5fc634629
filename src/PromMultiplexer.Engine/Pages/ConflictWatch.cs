using System.Globalization;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>
/// Counts and logs disagreements between containers once each: when they appear, and again when they come back after
/// having gone away. What cannot stand on a page of one format can stand on that of another, so that each format's pages are
/// compared among themselves. For one caller at a time.
/// </summary>
/// <param name="vitals">Counts the conflicts.</param>
/// <param name="log">Is told of them.</param>
/// <param name="stopwatch">Measures how long a format was not asked for; <see langword="null"/> for the system's.</param>
internal sealed class ConflictWatch(MultiplexerVitals vitals, Log log, TimeProvider? stopwatch = null)
{
    /// <summary>How many conflicts that appear on one page are logged one by one. All are counted.</summary>
    private const int LoggedAtOnce = 10;

    /// <summary>
    /// How long a format's conflicts stay when nobody asks for it: as long as Prometheus shows a sample when no other follows, and longer
    /// than the interval at which it asks, or those of two scrapers would go and come back in turns.
    /// </summary>
    private static readonly TimeSpan LongestUnasked = TimeSpan.FromMinutes(5);

    private readonly TimeProvider _stopwatch = stopwatch ?? TimeProvider.System;
    private readonly Dictionary<ExpositionFormat, Observation> _present = [];
    private HashSet<ContainerConflict> _spare = [];
    private IReadOnlyList<ContainerConflict> _list = [];

    /// <summary>What there is, by families. Safe to be read by anybody at any time.</summary>
    public IReadOnlyList<ContainerConflict> Present
    {
        get => Volatile.Read(ref _list);
        private set => Volatile.Write(ref _list, value);
    }

    /// <summary>Compares the conflicts of a page with those of the page before.</summary>
    /// <param name="format">The format of the page.</param>
    /// <param name="conflicts">What merging met.</param>
    /// <param name="sources">The names of the sources that were merged, in their order.</param>
    /// <returns>Whether any was new.</returns>
    public bool Observe(ExpositionFormat format, IReadOnlyList<MergeConflict> conflicts, ReadOnlySpan<string> sources)
    {
        var hasForgotten = ForgetOthers(format);
        var present = _spare;
        present.Clear();
        var news = 0;
        for (var i = 0; i < conflicts.Count; i++)
        {
            var met = conflicts[i];
            var conflict = new ContainerConflict(met.Kind, met.Family, sources[met.First], sources[met.Other]);
            if (present.Add(conflict) && !IsKnown(conflict))
            {
                vitals.CountConflict(conflict.Kind);
                if (++news <= LoggedAtOnce)
                {
                    Tell(conflict);
                }
            }
        }

        if (news > LoggedAtOnce)
        {
            log.Warn("more conflicts of the same page are not listed", ("count", (news - LoggedAtOnce).ToString(CultureInfo.InvariantCulture)));
        }

        _spare = _present.GetValueOrDefault(format).Conflicts ?? [];
        _present[format] = new(present, _stopwatch.GetTimestamp());
        if (hasForgotten || !present.SetEquals(_spare))
        {
            Present = [.. _present.Values.SelectMany(known => known.Conflicts).Distinct().OrderBy(known => known.Family, StringComparer.Ordinal)];
        }

        return news > 0;
    }

    /// <summary>Forgets the formats that nobody has asked for lately, other than the one that is asked for now.</summary>
    private bool ForgetOthers(ExpositionFormat asked)
    {
        var hasForgotten = false;
        foreach (var (format, known) in _present)
        {
            if (format != asked && _stopwatch.GetElapsedTime(known.At) >= LongestUnasked)
            {
                // Removing while going through is what this dictionary allows.
                hasForgotten |= _present.Remove(format);
            }
        }

        return hasForgotten;
    }

    private bool IsKnown(ContainerConflict conflict)
    {
        foreach (var (_, known) in _present)
        {
            if (known.Conflicts.Contains(conflict))
            {
                return true;
            }
        }

        return false;
    }

    private void Tell(ContainerConflict conflict)
    {
        if (conflict.Family.Length == 0)
        {
            log.Warn(
                conflict.Kind switch
                {
                    ConflictKind.Label => "samples have the container label already",
                    ConflictKind.DuplicateLabel => "samples with a label twice are dropped",
                    _ => "container's page cannot be said in another format",
                },
                ("kind", conflict.Kind.Spell()), ("container", conflict.First));
        }
        else if (conflict.First == conflict.Other)
        {
            log.Warn("container disagrees with itself", ("kind", conflict.Kind.Spell()), ("family", conflict.Family), ("container", conflict.First));
        }
        else
        {
            log.Warn(
                "containers disagree",
                ("kind", conflict.Kind.Spell()), ("family", conflict.Family), ("container", conflict.First), ("other", conflict.Other));
        }
    }

    private readonly record struct Observation(HashSet<ContainerConflict> Conflicts, long At);
}

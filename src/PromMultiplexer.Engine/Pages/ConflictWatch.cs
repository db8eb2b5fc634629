using System.Globalization;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>
/// Counts and logs disagreements between containers once each: when they appear, and again when they come back after
/// having gone away. What cannot stand on a page of one format can stand on that of another, so that each format's pages are
/// compared among themselves. For one caller at a time.
/// </summary>
internal sealed class ConflictWatch(MultiplexerVitals vitals, Log log)
{
    /// <summary>How many conflicts that appear on one page are logged one by one. All are counted.</summary>
    private const int LoggedAtOnce = 10;

    private readonly Dictionary<ExpositionFormat, HashSet<ContainerConflict>> _present = [];
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

        _spare = _present.GetValueOrDefault(format) ?? [];
        _present[format] = present;
        if (!present.SetEquals(_spare))
        {
            Present = [.. _present.Values.SelectMany(known => known).Distinct().OrderBy(known => known.Family, StringComparer.Ordinal)];
        }

        return news > 0;
    }

    private bool IsKnown(ContainerConflict conflict)
    {
        foreach (var (_, known) in _present)
        {
            if (known.Contains(conflict))
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
}

using System.Globalization;

namespace PromMultiplexer.Exposition.Tests.Model;

/// <summary>Merges labeled sources into one page: groups by name, takes apart what cannot stay together, and starts anew until nothing changes.</summary>
internal static class ModelMerger
{
    public static List<ModelFamily> Merge(IReadOnlyList<ModelSource> sources, TypeConflict onTypeConflict)
    {
        var leftOut = new HashSet<int>();
        while (true)
        {
            if (TryMerge(sources, onTypeConflict, leftOut, out var dissenter) is { } page)
            {
                return page;
            }

            leftOut.Add(dissenter);
        }
    }

    /// <summary>The page, or <see langword="null"/> and the first source that disagrees with those before it, where that is not to be.</summary>
    private static List<ModelFamily>? TryMerge(IReadOnlyList<ModelSource> sources, TypeConflict onTypeConflict, HashSet<int> leftOut, out int dissenter)
    {
        // Parts in the order of the sources. A family that was taken apart is replaced by parts of its own samples' names.
        var parts = sources
            .SelectMany((source, index) => source.Families.Select((family, place) => family.At(index, place)))
            .Where(part => !leftOut.Contains(part.Source))
            .ToList();
        dissenter = int.MaxValue;
        while (true)
        {
            if (onTypeConflict != TypeConflict.Demote)
            {
                var dissenting = parts.GroupBy(part => part.Name).SelectMany(group => Dissenting([.. group])).ToHashSet();
                parts.RemoveAll(dissenting.Contains);
                dissenter = dissenting.Select(part => part.Source).Append(dissenter).Min();
            }

            var groups = parts.GroupBy(part => part.Name).ToDictionary(group => group.Key, group => group.ToList());
            var demoted = groups.Where(group => MustDemote(group.Key, group.Value, groups)).Select(group => group.Key).ToHashSet();
            if (demoted.Count == 0)
            {
                return onTypeConflict == TypeConflict.Fail && dissenter < int.MaxValue ? null : [.. groups.Values.Where(group => !IsHidden(group, groups)).Select(Join).OrderBy(family => ModelWriter.Escape(family.Name), StringComparer.Ordinal)];
            }

            parts = [.. parts.SelectMany(part => demoted.Contains(part.Name) ? TakeApart(part) : [part])];
        }
    }

    /// <summary>The parts that cannot stand under one TYPE with what other sources have before them.</summary>
    private static IEnumerable<ModelFamily> Dissenting(List<ModelFamily> group)
    {
        var speaking = HasSamples(group) ? group.Where(part => part.Samples.Count > 0) : group;
        var settled = new HashSet<string>();
        var first = -1;
        foreach (var part in speaking.OrderBy(part => (part.Source, part.Place)))
        {
            first = first < 0 ? part.Source : first;
            var types = TypesOf([part]);
            var known = types.Except(["untyped"]).ToList();
            var isScalar = !types.Overlaps(["histogram", "summary"]);
            var says = known.Count == 1 && (isScalar || types.Count == 1) ? known[0] : "untyped";
            if (part.Source != first && Degree(settled) < Degree([.. settled, says]))
            {
                yield return part;
                continue;
            }

            // What a source contradicts in itself, no other one can contradict.
            settled.UnionWith(types);
            if (!isScalar && part.Samples.Exists(sample => !Fits(sample, says, part.Name)))
            {
                settled.UnionWith(["histogram", "summary"]);
            }
        }
    }

    /// <summary>How badly types contradict each other: not, so that they are untyped, or so that they have to be taken apart.</summary>
    private static int Degree(HashSet<string> types) =>
        types.Count > 1 && types.Overlaps(["histogram", "summary"]) ? 2
        : types.Except(["untyped"]).Count() > 1 ? 1
        : 0;

    private static bool MustDemote(string name, List<ModelFamily> group, Dictionary<string, List<ModelFamily>> groups)
    {
        var types = TypesOf(group);
        if (!types.Overlaps(["histogram", "summary"]))
        {
            return false;
        }

        var type = types.First();
        return types.Count > 1
            || group.Any(part => part.Samples.Any(sample => !Fits(sample, type, name)))
            || SuffixesOf(type).Any(suffix => groups.TryGetValue(name + suffix, out var other) && HasSamples(other));
    }

    /// <summary>A family without samples gives way to a histogram or summary whose samples have its name.</summary>
    private static bool IsHidden(List<ModelFamily> group, Dictionary<string, List<ModelFamily>> groups) =>
        !HasSamples(group)
        && groups.Any(other => SuffixesOf(TypesOf(other.Value).First()).Any(suffix => other.Key + suffix == group[0].Name));

    private static bool HasSamples(List<ModelFamily> group) => group.Exists(part => part.Samples.Count > 0);

    private static string[] SuffixesOf(string type) => type switch
    {
        "histogram" => ["_bucket", "_sum", "_count"],
        "summary" => ["_sum", "_count"],
        _ => [],
    };

    /// <summary>The types that have a say. A source without samples of the family has none, unless there are only such.</summary>
    private static HashSet<string> TypesOf(List<ModelFamily> group)
    {
        var speaking = group.Where(part => part.Samples.Count > 0).ToList();
        return [.. (speaking.Count > 0 ? speaking : group).SelectMany(TypesOf)];
    }

    private static IEnumerable<string> TypesOf(ModelFamily part)
    {
        var isMixed = part.Types.Distinct().Count() > 1 && part.Types.Intersect(["histogram", "summary"]).Any();
        return part.Types.Count == 0 || (isMixed && part.Samples.Count == 0) ? ["untyped"] : part.Types;
    }

    private static bool Fits(ModelSample sample, string type, string family)
    {
        bool Counts() => !(double.Parse(Finite(sample.Value), CultureInfo.InvariantCulture) < 0);
        string? ValueOf(string label) => sample.Labels.FirstOrDefault(pair => pair.Name == label)?.Value;

        var special = type == "histogram" ? "le" : "quantile";
        var isSpecialNumber = ValueOf(special) is { } value ? ModelReader.IsNumber(value) : (bool?)null;
        var suffix = sample.Name[family.Length..];
        return isSpecialNumber != false && (type, suffix) switch
        {
            ("histogram", "_bucket") => isSpecialNumber == true && Counts(),
            ("histogram", "_count") => Counts(),
            ("summary", "") => isSpecialNumber == true,
            (_, "") => false,
            _ => true,
        };

        static string Finite(string number) => number.Contains('n', StringComparison.OrdinalIgnoreCase) ? number[0] == '-' ? "-1" : "1" : number;
    }

    private static IEnumerable<ModelFamily> TakeApart(ModelFamily part) => part.Samples
        .GroupBy(sample => sample.Name)
        .Select(samples =>
        {
            var piece = new ModelFamily(samples.Key) { Help = part.Help, Source = part.Source, Place = part.Place, Types = { "untyped" } };
            piece.Samples.AddRange(samples);
            return piece;
        });

    private static ModelFamily Join(List<ModelFamily> group)
    {
        var types = TypesOf(group);
        if (types.Count > 1)
        {
            types.Remove("untyped");
        }

        var joined = new ModelFamily(group[0].Name) { Help = group.Select(part => part.Help).FirstOrDefault(help => help.Length > 0) ?? "" };
        joined.Types.AddRange(types.Count > 1 ? ["untyped"] : types);
        joined.Samples.AddRange(group.OrderBy(part => (part.Source, part.Place)).SelectMany(part => part.Samples));
        return joined;
    }
}

using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Holds pages against the conventions of naming, as <c>promtool check metrics</c> does. Safe for concurrent use.</summary>
public static class ExpositionLinter
{
    /// <summary>Looks through a page that was read. Says nothing twice of one family.</summary>
    /// <returns>What was found, in the order of the lines.</returns>
    public static IReadOnlyList<LintFinding> Lint(ParsedExposition page)
    {
        ArgumentNullException.ThrowIfNull(page);
        var places = new List<(int Offset, string Family, LintRule Rule, string Message)>();
        foreach (var index in page.Order)
        {
            ref var family = ref page.Families[index];
            var name = TextEscape.Unescape(page.BytesOf(family.Name));
            foreach (var (rule, message) in NameRules.OfFamily(name, family.Type, !family.Help.IsNone))
            {
                places.Add((PlaceOf(page, family), name, rule, message));
            }

            LintLabels(page, family, name, places);
        }

        places.Sort((a, b) => (a.Offset, a.Rule, a.Message).CompareTo((b.Offset, b.Rule, b.Message)));
        var source = page.Source.Span;
        var findings = new List<LintFinding>(places.Count);
        var line = 1;
        var lineStart = 0;
        var at = 0;
        foreach (var (offset, family, rule, message) in places)
        {
            for (; at < offset; at++)
            {
                if (source[at] == (byte)'\n')
                {
                    line++;
                    lineStart = at + 1;
                }
            }

            findings.Add(new LintFinding(line, offset - lineStart + 1, family, rule, message));
        }

        return findings;
    }

    /// <summary>Looks through families, such as those of a protobuf page, each of which counts as a line.</summary>
    public static IReadOnlyList<LintFinding> Lint(IReadOnlyList<MetricFamily> families)
    {
        ArgumentNullException.ThrowIfNull(families);
        var findings = new List<LintFinding>();
        for (var i = 0; i < families.Count; i++)
        {
            var family = families[i];
            var labels = family.Metrics.SelectMany(metric => metric.Labels).Select(label => label.Name).Distinct();
            var found = NameRules.OfFamily(family.Name, family.Type, family.Help is not null)
                .Concat(labels.Select(label => NameRules.OfLabel(label, family.Type)).OfType<(LintRule Rule, string Message)>())
                .Distinct();
            findings.AddRange(found.Select(finding => new LintFinding(i + 1, 1, family.Name, finding.Rule, finding.Message)));
        }

        return findings;
    }

    private static void LintLabels(
        ParsedExposition page, in FamilyEntry family, string name, List<(int Offset, string Family, LintRule Rule, string Message)> places)
    {
        var known = new HashSet<string>(StringComparer.Ordinal);
        var said = new HashSet<string>(StringComparer.Ordinal);
        for (var run = family.FirstRun; run >= 0; run = page.Runs[run].Next)
        {
            var samples = page.Runs[run];
            for (var i = samples.First; i < samples.First + samples.Count; i++)
            {
                ref var sample = ref page.Samples[i];
                var line = new SampleLine(page.BytesOf(sample.Line));
                if (!line.HasLabelSet)
                {
                    continue;
                }

                foreach (var label in line.Labels)
                {
                    var text = Encoding.UTF8.GetString(label.Name);
                    if (known.Add(text) && NameRules.OfLabel(text, family.Type) is var (rule, message) && said.Add(message))
                    {
                        // A line that was spelled anew no longer tells where its labels stood.
                        places.Add((page.PlaceOf(sample) + (sample.Start >= 0 ? label.Start : 0), name, rule, message));
                    }
                }
            }
        }
    }

    /// <summary>Where a family is first named; where its first sample is, if the name was spelled anew.</summary>
    private static int PlaceOf(ParsedExposition page, in FamilyEntry family) =>
        family.Name.Start >= 0 ? family.Name.Start
        : family.FirstRun >= 0 ? page.PlaceOf(page.Samples[page.Runs[family.FirstRun].First])
        : 0;
}

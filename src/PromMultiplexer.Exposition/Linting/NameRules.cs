using System.Globalization;

namespace PromMultiplexer.Exposition;

/// <summary>What convention has to say about the name, the type and the labels of a family, in the words of promtool.</summary>
internal static class NameRules
{
    private static readonly string[] TypeWords = ["counter", "gauge", "summary", "histogram", "gauge_histogram"];

    /// <summary>The units, and the base unit that each should give way to.</summary>
    private static readonly (string Unit, string Base)[] Units =
    [
        ("amperes", "amperes"), ("bytes", "bytes"), ("celsius", "celsius"), ("grams", "grams"), ("joules", "joules"),
        ("kelvin", "kelvin"), ("meters", "meters"), ("metres", "metres"), ("seconds", "seconds"), ("volts", "volts"),
        ("minutes", "seconds"), ("hours", "seconds"), ("days", "seconds"), ("weeks", "seconds"),
        ("kelvins", "kelvin"), ("fahrenheit", "celsius"), ("rankine", "celsius"),
        ("inches", "meters"), ("yards", "meters"), ("miles", "meters"),
        ("bits", "bytes"), ("calories", "joules"), ("pounds", "grams"), ("ounces", "grams"),
    ];

    private static readonly string[] UnitPrefixes =
    [
        "", "pico", "nano", "micro", "milli", "centi", "deci", "deca", "hecto", "kilo", "kibi",
        "mega", "mibi", "giga", "gibi", "tera", "tebi", "peta", "pebi",
    ];

    private static readonly string[] Abbreviations =
        ["s", "ms", "us", "ns", "sec", "b", "kb", "mb", "gb", "tb", "pb", "m", "h", "d"];

    /// <summary>What is to be said of a family as a whole.</summary>
    public static IEnumerable<(LintRule Rule, string Message)> OfFamily(string name, MetricType type, bool hasHelp)
    {
        if (!hasHelp)
        {
            yield return (LintRule.Help, "no help text");
        }

        if (UnitOf(name) is { } unit)
        {
            yield return (LintRule.BaseUnit, $"use base unit \"{unit.Base}\" instead of \"{unit.Unit}\"");
        }

        var isTotal = name.EndsWith("_total", StringComparison.Ordinal);
        if (type == MetricType.Counter && !isTotal)
        {
            yield return (LintRule.TotalSuffix, "counter metrics should have \"_total\" suffix");
        }
        else if (type is not (MetricType.Counter or MetricType.Untyped) && isTotal)
        {
            yield return (LintRule.TotalSuffix, "non-counter metrics should not have \"_total\" suffix");
        }

        var isHistogram = type is MetricType.Histogram or MetricType.GaugeHistogram;
        if (type != MetricType.Untyped && !isHistogram && name.EndsWith("_bucket", StringComparison.Ordinal))
        {
            yield return (LintRule.ReservedSuffix, "non-histogram metrics should not have \"_bucket\" suffix");
        }

        if (type is not (MetricType.Untyped or MetricType.Summary) && !isHistogram)
        {
            foreach (var suffix in (string[])["_count", "_sum"])
            {
                if (name.EndsWith(suffix, StringComparison.Ordinal))
                {
                    yield return (LintRule.ReservedSuffix, $"non-histogram and non-summary metrics should not have \"{suffix}\" suffix");
                }
            }
        }

        var lower = name.ToLower(CultureInfo.InvariantCulture);
        foreach (var word in TypeWords)
        {
            if (HasWord(lower, word))
            {
                yield return (LintRule.TypeInName, $"metric name should not include type '{word}'");
            }
        }

        if (name.Contains(':'))
        {
            yield return (LintRule.Colon, "metric names should not contain ':'");
        }

        if (IsCamelCase(name))
        {
            yield return (LintRule.SnakeCase, "metric names should be written in 'snake_case' not 'camelCase'");
        }

        if (Array.Exists(Abbreviations, word => HasWord(lower, word)))
        {
            yield return (LintRule.UnitAbbreviation, "metric names should not contain abbreviated units");
        }
    }

    /// <summary>What is to be said of a label of a family.</summary>
    public static (LintRule Rule, string Message)? OfLabel(string label, MetricType type) => label switch
    {
        "le" when type is not (MetricType.Untyped or MetricType.Histogram or MetricType.GaugeHistogram) =>
            (LintRule.ReservedLabel, "non-histogram metrics should not have \"le\" label"),
        "quantile" when type is not (MetricType.Untyped or MetricType.Summary) =>
            (LintRule.ReservedLabel, "non-summary metrics should not have \"quantile\" label"),
        _ when IsCamelCase(label) => (LintRule.SnakeCase, "label names should be written in 'snake_case' not 'camelCase'"),
        _ => null,
    };

    /// <summary>The unit in a name that should be another.</summary>
    private static (string Unit, string Base)? UnitOf(string name)
    {
        foreach (var word in name.Split('_'))
        {
            foreach (var (unit, baseUnit) in Units)
            {
                if (word.EndsWith(unit, StringComparison.Ordinal)
                    && word != baseUnit
                    && Array.IndexOf(UnitPrefixes, word[..^unit.Length]) >= 0)
                {
                    return (word, baseUnit);
                }
            }
        }

        return null;
    }

    private static bool HasWord(string name, string word) =>
        name.EndsWith($"_{word}", StringComparison.Ordinal) || name.Contains($"_{word}_", StringComparison.Ordinal);

    private static bool IsCamelCase(string name)
    {
        for (var i = 1; i < name.Length; i++)
        {
            if (char.IsAsciiLetterLower(name[i - 1]) && char.IsAsciiLetterUpper(name[i]))
            {
                return true;
            }
        }

        return false;
    }
}

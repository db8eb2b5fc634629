using System.Diagnostics;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>Writes the status page for people: one HTML document without scripts, images or anything else to load.</summary>
internal static class StatusPage
{
    public const string ContentType = "text/html; charset=utf-8";

    // The width of the bars of families, in units of their own.
    private const int BarWidth = 100;

    public static ReadOnlyMemory<byte> Write(StatusReport report)
    {
        var html = new HtmlWriter();
        var isWell = report.Up == report.Containers.Count;
        html.Write(
            $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            <meta name="color-scheme" content="light dark">
            <title>{report.Up}/{report.Containers.Count} up – PromMultiplexer</title>
            <style>
            """);
        WriteStyle(html);
        html.Write(
            $"""
            </style>
            </head>
            <body>
            <header>
            <h1>PromMultiplexer</h1>
            <p class="version">{ProductInfo.Version}, up for {Spelled.Time(report.Uptime)}</p>
            </header>
            <main>
            <section class="summary" aria-label="Summary">
            <p class="total {(isWell ? "well" : "ill")}"><strong>{report.Up}</strong> of {report.Containers.Count} containers up</p>
            <p><strong>{Spelled.Number(report.Samples)}</strong> samples</p>
            <p>{Schedule(report.Options)}</p>
            <nav>
            <a href="{report.Options.Endpoint}">{report.Options.Endpoint}</a>
            <a href="/sd">/sd</a>
            <a href="/status?format=json">JSON</a>
            </nav>
            </section>
            <section class="containers" aria-label="Containers">

            """);
        foreach (var container in report.Containers)
        {
            WriteContainer(html, report, container);
        }

        html.Write($"</section>\n");
        WriteConflicts(html, report.Conflicts);
        html.Write(
            $"""
            </main>
            <footer>As of <time datetime="{report.Now.UtcDateTime.ToString("O")}">{Spelled.Moment(report.Now)}</time>. Reload the page for news.</footer>
            </body>
            </html>

            """);
        return html.Written;
    }

    // The only text that is not escaped: it is ours, and the policy has its hash.
    private static void WriteStyle(HtmlWriter html)
    {
        var literal = new HtmlWriter.Handler(0, 0, html);
        literal.AppendLiteral(StatusStyle.Css);
    }

    private static string Schedule(MultiplexerOptions options) => options.ScrapeInterval == TimeSpan.Zero
        ? "scraped on request"
        : $"scraped every {Spelled.Time(options.ScrapeInterval)}";

    private static void WriteContainer(HtmlWriter html, StatusReport report, ContainerReport container)
    {
        var state = container.State;
        var page = $"{report.Options.Endpoint.TrimEnd('/')}/{state.Name}";
        html.Write(
            $"""
            <article class="{Class(container.Condition)}">
            <h2>{state.Name}<span class="condition">{Word(container.Condition)}</span></h2>
            <p class="url">{state.Url.OriginalString}</p>

            """);
        if (container.Condition != ContainerCondition.Up && state.LastError is { } error)
        {
            WriteError(html, error);
        }

        WriteFigures(html, container);
        WriteLargest(html, container.Largest);
        if (container.Condition == ContainerCondition.Up && state.LastError is { } past)
        {
            html.Write($"<details><summary>last failure {Spelled.Time(Stopwatch.GetElapsedTime(state.LastErrorAt))} ago</summary>\n");
            WriteError(html, past);
            html.Write($"</details>\n");
        }

        if (container.Age is not null)
        {
            html.Write($"<nav><a href=\"{page}\">labeled</a> <a href=\"{page}?unlabeled\">unlabeled</a> <a href=\"{page}?raw\">as received</a></nav>\n");
        }

        html.Write($"</article>\n");
    }

    private static void WriteFigures(HtmlWriter html, ContainerReport container)
    {
        var state = container.State;
        if (state.LastScrape is not { } lastScrape)
        {
            html.Write($"<p class=\"note\">The first scrape has not ended.</p>\n");
            return;
        }

        html.Write($"<dl>\n");
        if (container.Age is { } age)
        {
            WriteFigure(html, "samples", Spelled.Number(state.Samples));
            WriteFigure(html, "families", Spelled.Number(container.Families));
            WriteFigure(html, "size", Spelled.Size(state.BodyBytes));
            WriteFigure(html, "age", Spelled.Time(age));
            WriteFigure(html, "format", state.Format is { } format ? Spelled.Format(format) : "");
        }

        WriteFigure(html, "scrape took", Spelled.Time(state.Duration));
        WriteFigure(html, "last scrape", Spelled.Moment(lastScrape)[11..^4]);
        WriteFigure(html, "failures", Spelled.Number(state.Failures));
        html.Write($"</dl>\n");
    }

    private static void WriteFigure(HtmlWriter html, string name, string value) => html.Write($"<div><dt>{name}</dt><dd>{value}</dd></div>\n");

    private static void WriteError(HtmlWriter html, ScrapeError error)
    {
        html.Write($"<div class=\"error\"><p><strong>{error.Failure.Spell()}</strong> {error.Place?.Reason ?? error.Text}</p>\n");
        if (error.Place is { } place)
        {
            html.Write($"<p class=\"place\">line {place.Line}, column {place.Column}</p>\n");
            if (place.Excerpt.Length > 0)
            {
                html.Write($"<pre>{place.Excerpt}</pre>\n");
            }
        }

        html.Write($"</div>\n");
    }

    private static void WriteLargest(HtmlWriter html, IReadOnlyList<FamilySize> families)
    {
        if (families.Count == 0)
        {
            return;
        }

        html.Write($"<h3>largest families</h3>\n<ol>\n");
        foreach (var family in families)
        {
            var width = Math.Max(1, (int)((long)family.Samples * BarWidth / Math.Max(1, families[0].Samples)));
            html.Write(
                $"""
                <li><span class="family">{family.Name}</span><span class="count">{Spelled.Number(family.Samples)}</span>
                <svg viewBox="0 0 {BarWidth} 1" preserveAspectRatio="none" aria-hidden="true"><rect width="{width}" height="1"/></svg></li>

                """);
        }

        html.Write($"</ol>\n");
    }

    private static void WriteConflicts(HtmlWriter html, IReadOnlyList<ContainerConflict> conflicts)
    {
        const int Most = 200;
        if (conflicts.Count == 0)
        {
            return;
        }

        html.Write($"<section class=\"conflicts\">\n<h2>Conflicts</h2>\n<table>\n<thead><tr><th>family</th><th>containers</th><th>what</th></tr></thead>\n<tbody>\n");
        foreach (var conflict in conflicts.Take(Most))
        {
            var containers = conflict.First == conflict.Other ? conflict.First : $"{conflict.First}, {conflict.Other}";
            html.Write($"<tr><td class=\"family\">{(conflict.Family.Length == 0 ? "–" : conflict.Family)}</td><td>{containers}</td><td>{Meaning(conflict.Kind)}</td></tr>\n");
        }

        html.Write($"</tbody>\n</table>\n");
        if (conflicts.Count > Most)
        {
            html.Write($"<p>and {conflicts.Count - Most} more</p>\n");
        }

        html.Write($"</section>\n");
    }

    private static string Meaning(ConflictKind kind) => kind switch
    {
        ConflictKind.Help => "other HELP texts: the first is taken",
        ConflictKind.Type => "other types",
        ConflictKind.Unit => "other units: none is given",
        ConflictKind.Name => "names that cannot be told apart: written as untyped",
        ConflictKind.Label => "samples have the container label already",
        ConflictKind.DuplicateLabel => "samples with a label twice: dropped",
        _ => kind.Spell(),
    };

    private static string Word(ContainerCondition condition) => condition switch
    {
        ContainerCondition.LeftOut => "left out",
        _ => Class(condition),
    };

    private static string Class(ContainerCondition condition) => condition switch
    {
        ContainerCondition.Waiting => "waiting",
        ContainerCondition.Up => "up",
        ContainerCondition.Down => "down",
        ContainerCondition.Stale => "stale",
        _ => "leftout",
    };
}

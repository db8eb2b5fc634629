using System.Diagnostics;

namespace PromMultiplexer.Engine;

/// <summary>
/// All that follows from one set of options: the containers and how they are scraped, and the application that shows them. A
/// change of the options makes another, which takes over whatever the change does not concern.
/// </summary>
internal sealed class Generation
{
    private Generation(MultiplexerOptions options, IReadOnlyList<Container> containers, Scraper scraper, ContainerScrape scrape)
    {
        Options = options;
        Containers = containers;
        Scraper = scraper;
        Scrape = scrape;
    }

    /// <summary>The options.</summary>
    public MultiplexerOptions Options { get; }

    /// <summary>The containers, in the configured order.</summary>
    public IReadOnlyList<Container> Containers { get; }

    /// <summary>What the containers are scraped with.</summary>
    public Scraper Scraper { get; }

    /// <summary>What becomes of a scrape.</summary>
    public ContainerScrape Scrape { get; }

    /// <summary>The rounds; only when scraping on request.</summary>
    public ScrapeRounds? Rounds { get; private init; }

    /// <summary>Answers the requests.</summary>
    public PageApplication Application { get; private init; } = null!;

    /// <summary>The pages that are kept.</summary>
    public KeptPages Pages { get; private init; } = null!;

    private PageBuilder Builder { get; init; } = null!;

    /// <summary>Makes a generation.</summary>
    /// <param name="options">The options.</param>
    /// <param name="ground">What outlives every generation.</param>
    /// <param name="previous">The generation before.</param>
    public static Generation Of(MultiplexerOptions options, Ground ground, Generation? previous = null)
    {
        var heir = previous is not null && options.ScrapesAs(previous.Options) ? previous : null;
        Container[] containers = [.. options.Targets.Select(target => heir?.ContainerOf(target)
            ?? new Container(target, options, ground.Snapshots, ground.Changes, ground.Vitals, ground.Log, ground.Clock))];
        var scraper = heir?.Scraper ?? new Scraper(options);
        var scrape = heir?.Scrape ?? new ContainerScrape(scraper, ground.Log);
        var rounds = options.ScrapeInterval == TimeSpan.Zero
            ? new ScrapeRounds(containers, scrape, options.PageLifetime, ground.Stop, heir?.Rounds)
            : null;
        var builder = new PageBuilder(containers, ground.Vitals, options, ground.Conflicts, previous?.Builder);
        var pages = new KeptPages(builder, ground.Changes, options.PageLifetime);
        return new Generation(options, containers, scraper, scrape)
        {
            Rounds = rounds,
            Builder = builder,
            Pages = pages,
            Application = new PageApplication(
                options,
                containers,
                rounds,
                pages.Merged,
                pages.OfContainers,
                new StatusReporter(options, containers, ground.Conflicts, ground.Start, ground.Clock),
                ground.Farewell,
                ground.Gate,
                ground.Log),
        };
    }

    // One that is scraped as before keeps its place, its loop and what it has.
    private Container? ContainerOf(Target target) => Containers.FirstOrDefault(container => container.Target == target);

    /// <summary>What outlives every generation.</summary>
    /// <param name="Vitals">The multiplexer's own metrics.</param>
    /// <param name="Changes">Counts what is new.</param>
    /// <param name="Conflicts">Knows what the containers disagree on.</param>
    /// <param name="Snapshots">The memory of the scrapes.</param>
    /// <param name="Log">The log.</param>
    /// <param name="Stop">Cancelled when scraping ends for good.</param>
    internal sealed record Ground(MultiplexerVitals Vitals, ChangeCounter Changes, ConflictWatch Conflicts, SnapshotPool Snapshots, Log Log, CancellationToken Stop)
    {
        /// <summary>The clock on the wall, for times that are shown. It may jump.</summary>
        public TimeProvider Clock { get; init; } = TimeProvider.System;

        /// <summary>The last page.</summary>
        public Farewell Farewell { get; } = new();

        /// <summary>The requests in flight, whichever generation answers them.</summary>
        public RequestGate Gate { get; } = new();

        /// <summary>When the multiplexer was started, on the stopwatch.</summary>
        public long Start { get; } = Stopwatch.GetTimestamp();
    }
}

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;

namespace PromMultiplexer.Engine;

/// <summary>Answers requests. Safe for concurrent use.</summary>
internal sealed class PageApplication : IHttpApplication<IFeatureCollection>
{
    private readonly MultiplexerOptions _options;
    private readonly IReadOnlyList<Container> _containers;
    private readonly Router _router;

    // Only when scraping on request.
    private readonly ScrapeRounds? _rounds;
    private readonly PageBuilder _builder;
    private readonly PageCache _pages;
    private readonly Log _log;
    private readonly Task _firstRound;
    private readonly string _notFound;
    private readonly string _unknownContainer;

    public PageApplication(MultiplexerOptions options, IReadOnlyList<Container> containers, ScrapeRounds? rounds, PageBuilder builder, PageCache pages, Log log)
    {
        _options = options;
        _containers = containers;
        _router = new Router(options.Endpoint, containers);
        _rounds = rounds;
        _builder = builder;
        _pages = pages;
        _log = log;
        _firstRound = Task.WhenAll(containers.Select(container => container.FirstScrape));

        var below = options.Endpoint.TrimEnd('/');
        _notFound = $"Nothing is here. The metrics of all containers are on {options.Endpoint}, those of one on {below}/<container>.";
        _unknownContainer = $"There is no such container. There are: {List(containers)}.";
    }

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var exchange = new Exchange(context);
        try
        {
            await AnswerAsync(exchange).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (exchange.Aborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
        }
        catch (Exception fault)
        {
            _log.Error("request ended in a fault", ("path", exchange.Path), ("fault", fault.ToString()));
            if (exchange.HasStarted)
            {
                exchange.Abort();
            }
            else
            {
                await exchange.SendTextAsync(StatusCodes.Status500InternalServerError, "The multiplexer has a fault, and its log says which.").ConfigureAwait(false);
            }
        }
    }

    private Task AnswerAsync(Exchange exchange)
    {
        var route = _router.Match(exchange.Path);
        if (route.Kind != RouteKind.None && !exchange.IsGet && !exchange.IsHead)
        {
            return exchange.SendMethodNotAllowedAsync();
        }

        return route switch
        {
            { Kind: RouteKind.MergedPage } => AnswerWithMergedPageAsync(exchange),
            { Kind: RouteKind.ContainerPage, Container: { } container } => AnswerWithContainerPageAsync(exchange, container),
            { Kind: RouteKind.UnknownContainer } => exchange.SendTextAsync(StatusCodes.Status404NotFound, _unknownContainer),
            { Kind: RouteKind.Healthy } => exchange.SendTextAsync(StatusCodes.Status200OK, "Healthy."),
            { Kind: RouteKind.Ready } => exchange.SendTextAsync(StatusCodes.Status200OK, "Ready."),
            _ => exchange.SendTextAsync(StatusCodes.Status404NotFound, _notFound),
        };
    }

    private async Task AnswerWithMergedPageAsync(Exchange exchange)
    {
        var since = 0L;
        if (_rounds is null)
        {
            await WaitAsync(_firstRound, exchange).ConfigureAwait(false);
        }
        else
        {
            since = await _rounds.RunAsync(DeadlineOf(exchange), exchange.Aborted).ConfigureAwait(false);
        }

        var answer = PageNegotiation.Negotiate(exchange, _containers);
        var page = await _pages.AcquireAsync(new PageForm(answer.Format, answer.Escaping, since)).ConfigureAwait(false);
        try
        {
            await (page.Refusal is null
                ? exchange.SendPageAsync(page, answer.ContentType, _options.Limits.ResponseTimeout)
                : exchange.SendTextAsync(StatusCodes.Status503ServiceUnavailable, page.Refusal)).ConfigureAwait(false);
        }
        finally
        {
            page.Release();
        }
    }

    private async Task AnswerWithContainerPageAsync(Exchange exchange, Container container)
    {
        var since = 0L;
        if (_rounds is null)
        {
            await WaitAsync(container.FirstScrape, exchange).ConfigureAwait(false);
        }
        else
        {
            since = await _rounds.RunAsync(container, DeadlineOf(exchange), exchange.Aborted).ConfigureAwait(false);
        }

        var answer = PageNegotiation.Negotiate(exchange, [container]);
        var page = await _builder.BuildAsync(container, new PageForm(answer.Format, answer.Escaping, since)).ConfigureAwait(false);
        if (page is null)
        {
            var why = container.State.LastError?.ToString() ?? "its scrape has not ended";
            await exchange.SendTextAsync(StatusCodes.Status503ServiceUnavailable, $"Container {container.Name} is down: {why}.").ConfigureAwait(false);
            return;
        }

        try
        {
            await exchange.SendPageAsync(page, answer.ContentType, _options.Limits.ResponseTimeout).ConfigureAwait(false);
        }
        finally
        {
            page.Release();
        }
    }

    // Before the first round there is nothing to serve. Whoever asks that early waits, but not longer than it can.
    private async ValueTask WaitAsync(Task firstScrape, Exchange exchange)
    {
        if (!firstScrape.IsCompleted)
        {
            await firstScrape.WaitAsync(DeadlineOf(exchange), exchange.Aborted).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            exchange.Aborted.ThrowIfCancellationRequested();
        }
    }

    private TimeSpan DeadlineOf(Exchange exchange) =>
        ScrapeDeadline.Of(exchange.RequestHeaders[ScrapeDeadline.Header], _options.ScrapeTimeout);

    private static string List(IReadOnlyList<Container> containers)
    {
        const int Most = 20;
        var names = string.Join(", ", containers.Take(Most).Select(container => container.Name));
        return containers.Count > Most ? $"{names} and {containers.Count - Most} more" : names;
    }
}

using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Http;
using Microsoft.AspNetCore.Http.Features;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>Answers requests. Safe for concurrent use.</summary>
internal sealed class PageApplication : IHttpApplication<IFeatureCollection>
{
    private readonly MultiplexerOptions _options;
    private readonly IReadOnlyList<Container> _containers;
    private readonly Router _router;
    private readonly RequestGate _gate;

    // Only when scraping on request.
    private readonly ScrapeRounds? _rounds;
    private readonly PageCache _pages;
    private readonly ContainerPages _containerPages;
    private readonly StatusReporter _status;
    private readonly Farewell _farewell;
    private readonly Log _log;
    private readonly Task _firstRound;
    private readonly string _notFound;
    private readonly string _unknownContainer;

    public PageApplication(MultiplexerOptions options, IReadOnlyList<Container> containers, ScrapeRounds? rounds, PageCache pages, ContainerPages containerPages, StatusReporter status, Farewell farewell, RequestGate gate, Log log)
    {
        _options = options;
        _containers = containers;
        _router = new Router(options.Endpoint, containers);
        _gate = gate;
        _rounds = rounds;
        _pages = pages;
        _containerPages = containerPages;
        _status = status;
        _farewell = farewell;
        _log = log;
        _firstRound = Task.WhenAll(containers.Select(container => container.FirstScrape));

        var below = options.Endpoint.TrimEnd('/');
        _notFound = $"Nothing is here. The metrics of all containers are on {options.Endpoint}, those of one on {below}/<container>.";
        _unknownContainer = $"There is no such container. There are: {List(containers)}.";
    }

    /// <summary>The requests that are answered here. Whoever gives one has entered it there before.</summary>
    public OpenRequests Requests { get; } = new();

    public IFeatureCollection CreateContext(IFeatureCollection contextFeatures) => contextFeatures;

    public void DisposeContext(IFeatureCollection context, Exception? exception)
    {
    }

    public async Task ProcessRequestAsync(IFeatureCollection context)
    {
        var exchange = new Exchange(context);
        try
        {
            await AdmitAsync(exchange).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (exchange.Aborted.IsCancellationRequested)
        {
            // The client has gone: there is nobody to answer.
        }
        catch (InsufficientMemoryException) when (!exchange.HasStarted)
        {
            await exchange.SendNoMemoryAsync().ConfigureAwait(false);
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
        finally
        {
            Requests.Leave();
        }
    }

    // The probes are let in always: that there is much to do is no reason to be restarted.
    private async Task AdmitAsync(Exchange exchange)
    {
        var route = _router.Match(exchange.Path);
        if (route.Kind is RouteKind.Healthy or RouteKind.Ready)
        {
            await AnswerAsync(exchange, route).ConfigureAwait(false);
        }
        else if (_gate.TryEnter(_options.Limits.MaxRequests))
        {
            try
            {
                await AnswerAsync(exchange, route).ConfigureAwait(false);
            }
            finally
            {
                _gate.Leave();
            }
        }
        else
        {
            await exchange.SendBusyAsync().ConfigureAwait(false);
        }
    }

    private Task AnswerAsync(Exchange exchange, Route route)
    {
        if (route.Kind != RouteKind.None && !exchange.IsGet && !exchange.IsHead)
        {
            return exchange.SendMethodNotAllowedAsync();
        }

        return route switch
        {
            { Kind: RouteKind.MergedPage } => AnswerWithMergedPageAsync(exchange),
            { Kind: RouteKind.ContainerPage, Container: { } container } => AnswerWithContainerPageAsync(exchange, container),
            { Kind: RouteKind.UnknownContainer } => exchange.SendTextAsync(StatusCodes.Status404NotFound, _unknownContainer),
            { Kind: RouteKind.Status } => AnswerWithStatusAsync(exchange),
            { Kind: RouteKind.Discovery } =>
                exchange.SendBytesAsync(Discovery.Write(exchange.Scheme, exchange.Address, _options, _containers), Discovery.ContentType),
            { Kind: RouteKind.Healthy } => exchange.SendTextAsync(StatusCodes.Status200OK, "Healthy."),
            { Kind: RouteKind.Ready } => exchange.SendTextAsync(StatusCodes.Status200OK, "Ready."),
            _ => exchange.SendTextAsync(StatusCodes.Status404NotFound, _notFound),
        };
    }

    private async Task AnswerWithMergedPageAsync(Exchange exchange)
    {
        var query = exchange.Query;
        var (names, families) = (query.ValuesOf("container"), query.ValuesOf("name[]"));
        var containers = _containers;
        if (names.Count > 0)
        {
            containers = [.. _containers.Where(container => names.Contains(container.Name))];
            if (names.Any(name => containers.All(container => container.Name != name)))
            {
                await exchange.SendTextAsync(StatusCodes.Status404NotFound, _unknownContainer).ConfigureAwait(false);
                return;
            }
        }

        var since = await RefreshAsync(containers, exchange).ConfigureAwait(false);
        var answer = PageNegotiation.Negotiate(exchange, containers);
        var form = new PageForm(answer.Format, answer.Escaping, since)
        {
            Selection = names.Count + families.Count > 0 ? new PageSelection(names, families) : null,
        };
        // Before the page is made, which then is of that moment or later.
        var isFarewell = _farewell.IsDue(containers);
        var page = await _pages.AcquireAsync(form, exchange.Aborted).ConfigureAwait(false);
        var isSent = await SendAsync(exchange, page, answer, isFarewell ? null : page.Refusal).ConfigureAwait(false);
        if (isFarewell && isSent && form.Selection is null && exchange.IsGet && !exchange.Aborted.IsCancellationRequested)
        {
            _farewell.Say();
        }
    }

    private async Task AnswerWithContainerPageAsync(Exchange exchange, Container container)
    {
        var query = exchange.Query;
        var since = await RefreshAsync([container], exchange).ConfigureAwait(false);
        if (query.IsOn("raw"))
        {
            await AnswerAsReceivedAsync(exchange, container, since).ConfigureAwait(false);
            return;
        }

        var answer = PageNegotiation.Negotiate(exchange, [container]);
        var form = new PageForm(answer.Format, answer.Escaping, since) { IsUnlabeled = query.IsOn(Discovery.Unlabeled) };
        var page = await _containerPages.AcquireAsync(container, form, exchange.Aborted).ConfigureAwait(false);
        await SendAsync(exchange, page, answer, page.Refusal).ConfigureAwait(false);
    }

    private async Task AnswerAsReceivedAsync(Exchange exchange, Container container, long since)
    {
        var snapshot = container.Look(since).Snapshot;
        if (snapshot is null)
        {
            await exchange.SendTextAsync(StatusCodes.Status503ServiceUnavailable, container.WhyDown).ConfigureAwait(false);
            return;
        }

        try
        {
            await exchange.SendForeignAsync(snapshot.Body.Written, snapshot.ContentType, _options.Limits.ResponseTimeout).ConfigureAwait(false);
        }
        finally
        {
            snapshot.Release();
        }
    }

    private Task AnswerWithStatusAsync(Exchange exchange)
    {
        var report = _status.Report();
        var accept = exchange.RequestHeaders.Accept.ToString();
        var isJson = exchange.Query.ValuesOf("format") is [.., var format]
            ? format == "json"
            : accept.Contains("application/json", StringComparison.OrdinalIgnoreCase) && !accept.Contains("text/html", StringComparison.OrdinalIgnoreCase);
        return isJson
            ? exchange.SendStatusAsync(StatusJson.Write(report), StatusJson.ContentType)
            : exchange.SendStatusAsync(StatusPage.Write(report), StatusPage.ContentType);
    }

    // The reference to the page comes with it. Returns whether all of the page was sent, which it is not where there is a refusal.
    private async Task<bool> SendAsync(Exchange exchange, Page page, NegotiatedExposition answer, string? refusal)
    {
        try
        {
            if (refusal is null)
            {
                return await exchange.SendPageAsync(page, answer.ContentType, _options.Limits.ResponseTimeout).ConfigureAwait(false);
            }

            await exchange.SendTextAsync(StatusCodes.Status503ServiceUnavailable, refusal).ConfigureAwait(false);
            return false;
        }
        finally
        {
            page.Release();
        }
    }

    // When scraping on request, it is done now; returns when that began. On a schedule there is nothing to do but to wait for the
    // first round. Whoever asks waits, but not longer than it can.
    private async ValueTask<long> RefreshAsync(IReadOnlyList<Container> containers, Exchange exchange)
    {
        if (_rounds is not null)
        {
            return await (containers.Count == _containers.Count
                ? _rounds.RunAsync(DeadlineOf(exchange), exchange.Aborted)
                : _rounds.RunAsync(containers, DeadlineOf(exchange), exchange.Aborted)).ConfigureAwait(false);
        }

        await WaitAsync(
            containers.Count == _containers.Count ? _firstRound : Task.WhenAll(containers.Select(container => container.FirstScrape)),
            exchange).ConfigureAwait(false);
        return 0;
    }

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

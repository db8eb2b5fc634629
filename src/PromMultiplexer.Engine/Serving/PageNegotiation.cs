using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>Chooses the form of the page that a request is answered with.</summary>
internal static class PageNegotiation
{
    private static readonly ExpositionFormat[] Offered =
    [
        ExpositionFormat.Text004, ExpositionFormat.Text100, ExpositionFormat.OpenMetrics100, ExpositionFormat.OpenMetrics001,
        ExpositionFormat.Protobuf, ExpositionFormat.ProtobufText, ExpositionFormat.ProtobufCompactText,
    ];

    /// <summary>Chooses by what the client accepts and by what the containers carry.</summary>
    public static NegotiatedExposition Negotiate(Exchange exchange, IReadOnlyList<Container> containers)
    {
        var content = PageContent.Text;
        for (var i = 0; i < containers.Count; i++)
        {
            // Asked once: a scrape that ends meanwhile could change it.
            var own = containers[i].Content;
            content = own > content ? own : content;
        }

        return ExpositionNegotiation.Negotiate(exchange.RequestHeaders.Accept.ToString(), Offered, content);
    }
}

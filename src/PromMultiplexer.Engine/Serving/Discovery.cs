using System.Buffers;
using System.Text.Json;

namespace PromMultiplexer.Engine;

/// <summary>
/// Writes the list of the containers' pages as Prometheus' <c>http_sd_configs</c> reads it, so that each container becomes a
/// target with an <c>up</c> of its own. The label comes with the target then, and the pages are asked for without it.
/// </summary>
internal static class Discovery
{
    /// <summary>The name in a query for a page without the label.</summary>
    public const string Unlabeled = "unlabeled";

    public const string ContentType = "application/json; charset=utf-8";

    /// <summary>Writes the list.</summary>
    /// <param name="scheme">How the scraper reaches us: http or https.</param>
    /// <param name="address">Host and port, as the scraper reaches us.</param>
    /// <param name="options">The endpoint and the name of the label.</param>
    /// <param name="containers">The containers.</param>
    public static ReadOnlyMemory<byte> Write(string scheme, string address, MultiplexerOptions options, IReadOnlyList<Container> containers)
    {
        var output = new ArrayBufferWriter<byte>(256 * (containers.Count + 1));
        using (var json = new Utf8JsonWriter(output))
        {
            json.WriteStartArray();
            for (var i = 0; i < containers.Count; i++)
            {
                json.WriteStartObject();
                json.WriteStartArray("targets");
                json.WriteStringValue(address);
                json.WriteEndArray();
                json.WriteStartObject("labels");
                if (scheme == Uri.UriSchemeHttps)
                {
                    json.WriteString("__scheme__", scheme);
                }

                json.WriteString("__metrics_path__", $"{options.Endpoint.TrimEnd('/')}/{containers[i].Name}");
                json.WriteString($"__param_{Unlabeled}", "true");
                json.WriteString(options.ContainerLabel, containers[i].Name);
                json.WriteEndObject();
                json.WriteEndObject();
            }

            json.WriteEndArray();
        }

        return output.WrittenMemory;
    }
}

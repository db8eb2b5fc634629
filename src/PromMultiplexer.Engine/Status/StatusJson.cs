using System.Buffers;
using System.Text.Encodings.Web;
using System.Text.Json;

namespace PromMultiplexer.Engine;

/// <summary>Writes the status page for programs: the same facts, in seconds and bytes.</summary>
internal static class StatusJson
{
    public const string ContentType = "application/json; charset=utf-8";

    private static readonly JsonWriterOptions Readable = new() { Indented = true, Encoder = JavaScriptEncoder.Default };

    public static ReadOnlyMemory<byte> Write(StatusReport report)
    {
        var output = new ArrayBufferWriter<byte>(4096);
        using (var json = new Utf8JsonWriter(output, Readable))
        {
            json.WriteStartObject();
            json.WriteString("version", ProductInfo.Version);
            json.WriteString("time", report.Now);
            json.WriteNumber("uptime_seconds", report.Uptime.TotalSeconds);
            json.WriteString("endpoint", report.Options.Endpoint);
            json.WriteString("container_label", report.Options.ContainerLabel);
            json.WriteNumber("scrape_interval_seconds", report.Options.ScrapeInterval.TotalSeconds);
            json.WriteNumber("up", report.Up);
            json.WriteStartArray("containers");
            foreach (var container in report.Containers)
            {
                WriteContainer(json, container);
            }

            json.WriteEndArray();
            json.WriteStartArray("conflicts");
            foreach (var conflict in report.Conflicts)
            {
                json.WriteStartObject();
                json.WriteString("kind", conflict.Kind.Spell());
                json.WriteString("family", conflict.Family);
                json.WriteString("container", conflict.First);
                json.WriteString("other", conflict.Other);
                json.WriteEndObject();
            }

            json.WriteEndArray();
            json.WriteEndObject();
        }

        return output.WrittenMemory;
    }

    private static void WriteContainer(Utf8JsonWriter json, ContainerReport container)
    {
        var state = container.State;
        json.WriteStartObject();
        json.WriteString("name", state.Name);
        json.WriteString("url", state.Url.OriginalString);
        json.WriteString("condition", ConditionSpelling(container.Condition));
        json.WriteBoolean("up", state.Up);
        if (state.LastScrape is { } lastScrape)
        {
            json.WriteString("last_scrape", lastScrape);
            json.WriteNumber("duration_seconds", state.Duration.TotalSeconds);
        }

        if (container.Age is { } age)
        {
            json.WriteNumber("age_seconds", age.TotalSeconds);
            json.WriteString("format", state.Format is { } format ? Spelled.Format(format) : null);
        }

        json.WriteNumber("samples", state.Samples);
        json.WriteNumber("families", container.Families);
        json.WriteNumber("body_bytes", state.BodyBytes);
        json.WriteNumber("failures", state.Failures);
        if (state is { LastError: { } error, LastErrorTime: { } when })
        {
            json.WriteStartObject("last_error");
            json.WriteString("time", when);
            json.WriteString("reason", error.Failure.Spell());
            json.WriteString("text", error.Place?.Reason ?? error.Text);
            if (error.Place is { } place)
            {
                json.WriteNumber("line", place.Line);
                json.WriteNumber("column", place.Column);
                if (place.Excerpt.Length > 0)
                {
                    json.WriteString("excerpt", place.Excerpt);
                }
            }

            json.WriteEndObject();
        }

        json.WriteStartArray("largest_families");
        foreach (var family in container.Largest)
        {
            json.WriteStartObject();
            json.WriteString("name", family.Name);
            json.WriteNumber("samples", family.Samples);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteEndObject();
    }

    private static string ConditionSpelling(ContainerCondition condition) => condition switch
    {
        ContainerCondition.Waiting => "waiting",
        ContainerCondition.Up => "up",
        ContainerCondition.Down => "down",
        ContainerCondition.Stale => "stale",
        _ => "left_out",
    };
}

namespace PromMultiplexer.Exposition;

/// <summary>The exposition formats, named as Prometheus names its scrape protocols.</summary>
public enum ExpositionFormat
{
    /// <summary>Text format 0.0.4: <c>text/plain; version=0.0.4</c>.</summary>
    Text004,

    /// <summary>Text format 1.0.0, which is 0.0.4 with quoted UTF-8 names: <c>text/plain; version=1.0.0</c>.</summary>
    Text100,

    /// <summary>OpenMetrics 0.0.1: <c>application/openmetrics-text; version=0.0.1</c>.</summary>
    OpenMetrics001,

    /// <summary>OpenMetrics 1.0.0: <c>application/openmetrics-text; version=1.0.0</c>.</summary>
    OpenMetrics100,

    /// <summary>Length-delimited protobuf messages: <c>application/vnd.google.protobuf; encoding=delimited</c>.</summary>
    Protobuf,

    /// <summary>The protobuf messages in protobuf's text form, for reading by people. Written only.</summary>
    ProtobufText,

    /// <summary>The same with one message a line. Written only.</summary>
    ProtobufCompactText,
}

namespace PromMultiplexer.Exposition;

/// <summary>The types of protobuf that the messages of client_model use.</summary>
internal enum FieldKind
{
    /// <summary><c>string</c>.</summary>
    Text,

    /// <summary>Another message.</summary>
    Message,

    /// <summary><c>double</c>.</summary>
    Double,

    /// <summary><c>uint64</c>, and <c>uint32</c>, of which 32 bits count.</summary>
    Unsigned,

    /// <summary><c>int64</c>, and <c>int32</c>, of which 32 bits count.</summary>
    Signed,

    /// <summary><c>sint64</c>, and <c>sint32</c>, of which 32 bits count.</summary>
    Zigzag,

    /// <summary>The enum <c>MetricType</c>.</summary>
    MetricType,
}

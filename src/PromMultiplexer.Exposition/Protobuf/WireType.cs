namespace PromMultiplexer.Exposition;

/// <summary>How the value of a field is spelled in protobuf's wire format.</summary>
internal enum WireType
{
    /// <summary>An integer, seven bits a byte.</summary>
    Varint = 0,

    /// <summary>Eight bytes, the lowest first.</summary>
    Fixed64 = 1,

    /// <summary>A length and as many bytes: a text, a message or packed numbers.</summary>
    Bytes = 2,

    /// <summary>The begin of a group, which is how messages were spelled long ago.</summary>
    StartGroup = 3,

    /// <summary>The end of a group.</summary>
    EndGroup = 4,

    /// <summary>Four bytes, the lowest first.</summary>
    Fixed32 = 5,
}

using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>A field of a message.</summary>
/// <param name="number">The number that stands for it on the wire.</param>
/// <param name="name">The name that stands for it in protobuf's text form.</param>
/// <param name="kind">The type of its value.</param>
internal sealed class FieldSchema(int number, string name, FieldKind kind)
{
    public int Number { get; } = number;

    public byte[] Name { get; } = Encoding.UTF8.GetBytes(name);

    public FieldKind Kind { get; } = kind;

    /// <summary>Whether only the lower 32 bits of the value count.</summary>
    public bool Is32Bits { get; init; }

    /// <summary>Whether it is a list of messages. Any other message that comes again adds to the first, as in all of protobuf.</summary>
    public bool IsMessageList { get; init; }

    /// <summary>Whether it is a list of numbers, which may be packed into one run of bytes.</summary>
    public bool IsNumberList { get; init; }

    /// <summary>The type of the message; <see langword="null"/> for other values.</summary>
    public MessageSchema? Message { get; init; }
}

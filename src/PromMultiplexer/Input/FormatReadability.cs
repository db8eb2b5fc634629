using PromMultiplexer.Exposition;

namespace PromMultiplexer.Input;

/// <summary>Tells the formats that can be read from those that are for people only.</summary>
internal static class FormatReadability
{
    extension(ExpositionFormat format)
    {
        /// <summary>Whether there is a reader of the format.</summary>
        public bool CanBeRead => format is not (ExpositionFormat.ProtobufText or ExpositionFormat.ProtobufCompactText);

        /// <summary>Whether a page in the format is bytes, which no text can hold.</summary>
        public bool IsBinary => format == ExpositionFormat.Protobuf;
    }
}

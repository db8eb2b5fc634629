using System.Buffers;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Makes messages of a page of lines. What cannot stand in a message of its type, such as a histogram without a bucket of +Inf,
/// stands in messages without a type, one for each sample name, so that every sample is what it was.
/// </summary>
internal static class LineMessages
{
    /// <summary>Writes a page of delimited messages.</summary>
    public static void Write(ParsedExposition page, IBufferWriter<byte> output)
    {
        var unlabeled = new LabeledExposition();
        unlabeled.TakeUnlabeled(page);
        var families = new FamilyMerger().Merge([unlabeled], PageView.Draft).ToFamilies();
        ProtobufFamilyWriter.Write(families, ExpositionFormat.Protobuf, output);
    }
}

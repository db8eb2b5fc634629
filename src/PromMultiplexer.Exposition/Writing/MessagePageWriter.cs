using System.Buffers;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Writes merged pages of messages: metrics are gathered from the sources byte for byte, with the label put in between. Only
/// those whose type has changed, or that had to be taken apart, are spelled anew.
/// </summary>
internal static class MessagePageWriter
{
    public static long Measure(MergedExposition page, ExpositionFormat format)
    {
        Check(format);
        if (format != ExpositionFormat.Protobuf)
        {
            using var counter = new LengthCounter();
            Print(page, counter, format);
            return counter.Length;
        }

        var length = 0L;
        using var parts = new MessageParts(page);
        foreach (ref var family in page.Families.AsSpan())
        {
            if (family.IsHidden)
            {
                continue;
            }

            if (parts.TryTake(family))
            {
                while (parts.Next())
                {
                    length += ProtobufFamilyMerge.Measure(HeaderOf(page, family), parts.Present);
                }
            }
            else
            {
                length += MeasureRespelled(page, family);
            }
        }

        return length;
    }

    public static void Write(MergedExposition page, IBufferWriter<byte> writer, ExpositionFormat format)
    {
        Check(format);
        if (format != ExpositionFormat.Protobuf)
        {
            Print(page, writer, format);
            return;
        }

        var output = new PageOutput(writer);
        using var parts = new MessageParts(page);
        foreach (ref var family in page.Families.AsSpan())
        {
            if (family.IsHidden)
            {
                continue;
            }

            if (parts.TryTake(family))
            {
                while (parts.Next())
                {
                    ProtobufFamilyMerge.Write(HeaderOf(page, family), parts.Present, ref output);
                }
            }
            else
            {
                WriteRespelled(page, family, ref output);
            }
        }

        output.Flush();
    }

    /// <summary>Writes the page in one of the text formats of protobuf. Of its messages, those of one family are there at a time.</summary>
    private static void Print(MergedExposition page, IBufferWriter<byte> writer, ExpositionFormat format)
    {
        var output = new PageOutput(writer);
        var messages = new MessageBuffer();
        using var parts = new MessageParts(page);
        foreach (ref var family in page.Families.AsSpan())
        {
            if (family.IsHidden)
            {
                continue;
            }

            var message = new PageOutput(messages, blockSize: 1);
            if (parts.TryTake(family))
            {
                var header = HeaderOf(page, family);
                while (parts.Next())
                {
                    messages.Start(ProtobufFamilyMerge.Measure(header, parts.Present));
                    ProtobufFamilyMerge.Write(header, parts.Present, ref message);
                    message.Flush();
                    ProtobufTextWriter.WritePage(messages.Written, format, ref output);
                }
            }
            else
            {
                messages.Start(length: 0);
                WriteRespelled(page, family, ref message);
                message.Flush();
                ProtobufTextWriter.WritePage(messages.Written, format, ref output);
            }
        }

        output.Flush();
    }

    private static void Check(ExpositionFormat format)
    {
        if (PageView.Of(format) != PageView.Protobuf)
        {
            throw new ArgumentException($"The page was not merged to be written as {format}.", nameof(format));
        }
    }

    private static ProtobufFamilyHeader HeaderOf(MergedExposition page, in MergedFamily family) => new()
    {
        Name = page.NameOf(family),
        Help = family.HelpPart < 0 ? default : page.HelpOf(family),
        Type = family.Type,
        Unit = HasUnit(page, family) ? page.UnitOf(family) : default,
    };

    private static bool HasUnit(MergedExposition page, in MergedFamily family) =>
        family.UnitPart >= 0 && UnitSuffix.EndsMessage(page.NameOf(family), family.Type, page.UnitOf(family));

    private static long MeasureRespelled(MergedExposition page, in MergedFamily family)
    {
        using var counter = new LengthCounter();
        var output = new PageOutput(counter);
        WriteRespelled(page, family, ref output);
        output.Flush();
        return counter.Length;
    }

    private static void WriteRespelled(MergedExposition page, in MergedFamily family, ref PageOutput output)
    {
        foreach (var respelled in MessageAssembler.Assemble(page, family).SelectMany(HistogramMessages.Of))
        {
            WriteRespelled(respelled, ref output);
        }
    }

    private static void WriteRespelled(MetricFamily family, ref PageOutput output)
    {
        if (family.Unit is { } unit && !UnitSuffix.EndsMessage(Encoding.UTF8.GetBytes(family.Name), family.Type, Encoding.UTF8.GetBytes(unit)))
        {
            family = new MetricFamily { Name = family.Name, Help = family.Help, Type = family.Type, Metrics = family.Metrics };
        }

        var writer = new WireWriter();
        ProtobufFamilyWriter.WriteFamily(family, ref writer);
        DelimitedPage.WriteMessage(writer.Written, ref output);
        writer.Dispose();
    }
}

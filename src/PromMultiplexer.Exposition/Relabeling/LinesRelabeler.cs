using System.Buffers;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>Writes a page of lines once more, after rules have had their say about every sample. Reusable; not safe for concurrent use.</summary>
internal sealed class LinesRelabeler
{
    private readonly LabelSetBuilder _labels = new();

    /// <summary>The lines of one family.</summary>
    private readonly ArrayBufferWriter<byte> _family = new();

    /// <summary>Samples that have gone to other families: they come last, so that no family is torn apart.</summary>
    private readonly ArrayBufferWriter<byte> _moved = new();

    /// <summary>Whether a family is taken at all.</summary>
    internal delegate bool FamilyTest(ReadOnlySpan<byte> name);

    /// <summary>Writes the page in its own format.</summary>
    public void Write(ParsedExposition page, ExpositionFilter filter, FamilyTest takesFamily, ArrayBufferWriter<byte> output)
    {
        _moved.ResetWrittenCount();
        foreach (var index in page.Order)
        {
            ref var family = ref page.Families[index];
            if (takesFamily(page.BytesOf(family.Name)))
            {
                WriteFamily(page, family, filter, output);
            }
        }

        output.Write(_moved.WrittenSpan);
        if (page.IsOpenMetrics)
        {
            output.Write("# EOF\n"u8);
        }
    }

    private void WriteFamily(ParsedExposition page, in FamilyEntry family, ExpositionFilter filter, ArrayBufferWriter<byte> output)
    {
        _family.ResetWrittenCount();
        for (var run = family.FirstRun; run >= 0; run = page.Runs[run].Next)
        {
            var range = page.Runs[run];
            foreach (ref var sample in page.Samples.AsSpan().Slice(range.First, range.Count))
            {
                WriteSample(page.BytesOf(sample.Line), filter);
            }
        }

        if (_family.WrittenCount > 0 || family.SampleCount == 0)
        {
            WriteMetadata(page, family, output);
            output.Write(_family.WrittenSpan);
        }
    }

    private static void WriteMetadata(ParsedExposition page, in FamilyEntry family, ArrayBufferWriter<byte> output)
    {
        var name = page.BytesOf(family.Name)[..family.BaseLength];
        if (family.Has(FamilyFlags.Declared))
        {
            WriteKeyword("# TYPE "u8, name, output);
            output.Write(page.IsOpenMetrics ? TypeNames.InOpenMetrics(family.Type) : TypeNames.InText(family.Type));
            output.Write("\n"u8);
        }

        if (page.IsOpenMetrics && !family.Unit.IsNone)
        {
            WriteKeyword("# UNIT "u8, name, output);
            output.Write(page.BytesOf(family.Unit));
            output.Write("\n"u8);
        }

        if (!family.Help.IsNone)
        {
            WriteKeyword("# HELP "u8, name, output);
            foreach (var letter in page.BytesOf(family.Help))
            {
                if (letter == (byte)'"' && page.IsOpenMetrics)
                {
                    output.Write("\\"u8);
                }

                output.Write([letter]);
            }

            output.Write("\n"u8);
        }
    }

    private static void WriteKeyword(ReadOnlySpan<byte> keyword, ReadOnlySpan<byte> name, ArrayBufferWriter<byte> output)
    {
        output.Write(keyword);
        if (NameSyntax.IsMetricName(name))
        {
            output.Write(name);
        }
        else
        {
            output.Write("\""u8);
            output.Write(name);
            output.Write("\""u8);
        }

        output.Write(" "u8);
    }

    private void WriteSample(ReadOnlySpan<byte> bytes, ExpositionFilter filter)
    {
        var line = new SampleLine(bytes);
        var name = TextEscape.Unescape(line.Name);
        _labels.Start();
        _labels.Add(RelabelRule.Name, name);
        if (line.HasLabelSet)
        {
            foreach (var label in line.Labels)
            {
                _labels.Add(TextEscape.Unescape(label.Name), TextEscape.Unescape(label.Value));
            }
        }

        foreach (var rule in filter.Rules)
        {
            if (!_labels.Apply(rule))
            {
                return;
            }
        }

        if (!_labels.IsChanged)
        {
            _family.Write(bytes);
            return;
        }

        // A sample without a name is none.
        var renamed = _labels.Get(RelabelRule.Name);
        if (renamed.Length > 0)
        {
            var output = renamed == name ? _family : _moved;
            WriteSeries(renamed, output);
            output.Write(bytes[line.LabelsEnd..]);
        }
    }

    private void WriteSeries(string name, ArrayBufferWriter<byte> output)
    {
        var isPlain = NameSyntax.IsMetricName(Encoding.UTF8.GetBytes(name));
        var separator = "{";
        if (isPlain)
        {
            Encoding.UTF8.GetBytes(name, output);
        }
        else
        {
            Encoding.UTF8.GetBytes($"{{\"{TextEscape.Quoted(name)}\"", output);
            separator = ",";
        }

        foreach (var label in _labels.Labels)
        {
            if (label.Name != RelabelRule.Name)
            {
                var spelled = SpelledName.Of(label.Name, isMetric: false);
                Encoding.UTF8.GetBytes($"{separator}{spelled}=\"{TextEscape.Quoted(label.Value)}\"", output);
                separator = ",";
            }
        }

        if (separator == ",")
        {
            output.Write("}"u8);
        }
    }
}

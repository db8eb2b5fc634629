using System.Buffers;
using System.Globalization;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Makes messages of a page of lines. What cannot stand in a message of its type stands in messages without a type, one for each
/// sample name, so that every sample is what it was. Reusable, so that a page of the same kind again allocates nothing but its
/// exemplars; not safe for concurrent use.
/// </summary>
/// <remarks>
/// A message says of every histogram and summary what its count and its sum are, and Prometheus makes samples of what it says:
/// so a metric that is not whole cannot be one. Its samples may stand anywhere in the family; as a rule they stand together.
/// </remarks>
internal sealed class LineMessages
{
    private readonly IndexList<int> _samples = new();
    private readonly LineMetric _metric = new();
    private byte[] _plain = [];
    private ParsedExposition _page = null!;

    /// <summary>Writes a page of delimited messages.</summary>
    public void Write(ParsedExposition page, IBufferWriter<byte> output)
    {
        _page = page;
        var delimited = new PageOutput(output);
        var writer = new WireWriter();
        foreach (var family in page.Order)
        {
            if (page.Families[family].SampleCount > 0)
            {
                WriteFamily(page.Families[family], ref writer, ref delimited);
            }
        }

        writer.Dispose();
        delimited.Flush();
        _page = null!;
    }

    private void WriteFamily(in FamilyEntry family, ref WireWriter writer, ref PageOutput output)
    {
        if (!family.Has(FamilyFlags.Misfit) && TryWriteTyped(family, ref writer))
        {
            DelimitedPage.WriteMessage(writer.Written, ref output);
            return;
        }

        for (var kind = SampleKind.Plain; kind < SampleKind.Native; kind++)
        {
            if ((family.Kinds & (1 << (int)kind)) != 0)
            {
                StartFamily(family, kind, MetricType.Untyped, ref writer);
                WriteScalars(family, kind, MetricType.Untyped, ref writer);
                DelimitedPage.WriteMessage(writer.Written, ref output);
            }
        }
    }

    /// <summary>Writes a family under its type.</summary>
    /// <returns><see langword="false"/> where it has a metric that cannot be a message of it.</returns>
    private bool TryWriteTyped(in FamilyEntry family, ref WireWriter writer)
    {
        const ushort OnlyPlain = 1 << (int)SampleKind.Plain;
        const ushort OnlyInfo = 1 << (int)SampleKind.Info;
        var type = family.Type is MetricType.Info or MetricType.StateSet ? MetricType.Gauge : family.Type;
        if (family.Has(FamilyFlags.TypeConflict))
        {
            type = MetricType.Untyped;
        }

        StartFamily(family, null, type, ref writer);
        if (TypeVerdict.IsScalar(type) && !(type == MetricType.Counter && _page.IsOpenMetrics))
        {
            if (family.Kinds is not (OnlyPlain or OnlyInfo))
            {
                return false;
            }

            WriteScalars(family, null, type, ref writer);
        }
        else
        {
            TakeSamples(family);
            var start = writer.Length;
            if (!TryWriteMetrics(type, ref writer))
            {
                // Metrics that stand together already would be as little whole.
                if (!ScatteredMetrics.AreIn(_page, family))
                {
                    return false;
                }

                writer.Truncate(start);
                PutTogether(type);
                if (!TryWriteMetrics(type, ref writer))
                {
                    return false;
                }
            }
        }

        if (!family.Unit.IsNone)
        {
            writer.WriteBytes(ClientModel.Family.Unit, _page.BytesOf(family.Unit));
        }

        return true;
    }

    /// <summary>Starts the message of a family, or of the samples of one kind.</summary>
    private void StartFamily(in FamilyEntry family, SampleKind? kind, MetricType type, ref WireWriter writer)
    {
        writer.Clear();
        var name = _page.BytesOf(family.Name);
        if (kind is { } only)
        {
            writer.WriteBytes(ClientModel.Family.Name, Plain(name[..family.BaseLength]), SampleSuffix.Of(only));
        }
        else
        {
            writer.WriteBytes(ClientModel.Family.Name, Plain(name));
        }

        if (!family.Help.IsNone)
        {
            writer.WriteBytes(ClientModel.Family.Help, Plain(_page.BytesOf(family.Help)));
        }

        writer.WriteVarint(ClientModel.Family.Type, (ulong)MetricTypeNumber.Of(type));
    }

    /// <summary>Writes samples that are a metric each.</summary>
    private void WriteScalars(in FamilyEntry family, SampleKind? kind, MetricType type, ref WireWriter writer)
    {
        var field = type switch
        {
            MetricType.Counter => ClientModel.Metric.Counter,
            MetricType.Gauge => ClientModel.Metric.Gauge,
            _ => ClientModel.Metric.Untyped,
        };
        for (var run = family.FirstRun; run >= 0; run = _page.Runs[run].Next)
        {
            var range = _page.Runs[run];
            foreach (ref var sample in _page.Samples.AsSpan().Slice(range.First, range.Count))
            {
                var line = new SampleLine(_page.BytesOf(sample.Line));
                if ((kind is { } only && sample.Kind != only) || !TryGetTime(line, out var time))
                {
                    continue;
                }

                var metric = writer.BeginMessage(ClientModel.Family.Metric);
                WriteLabels(line, default, ref writer);
                var value = writer.BeginMessage(field);
                writer.WriteDouble(ClientModel.Counter.Value, NumberSyntax.ParseFloat(line.Value));
                writer.EndMessage(value);
                WriteTime(time, ref writer);
                writer.EndMessage(metric);
            }
        }
    }

    private void TakeSamples(in FamilyEntry family)
    {
        _samples.Clear();
        for (var run = family.FirstRun; run >= 0; run = _page.Runs[run].Next)
        {
            for (var i = _page.Runs[run].First; i < _page.Runs[run].First + _page.Runs[run].Count; i++)
            {
                _samples.Add(i);
            }
        }
    }

    /// <summary>Writes the metrics that neighbouring samples with the same labels make up.</summary>
    /// <returns><see langword="false"/> where one of them is not whole.</returns>
    private bool TryWriteMetrics(MetricType type, ref WireWriter writer)
    {
        _metric.Clear();
        var first = default(SampleLine);
        ReadOnlySpan<byte> firstBound = default;
        ReadOnlySpan<byte> firstHead = default;
        var isFirstHeadAll = false;
        foreach (var index in _samples.AsSpan())
        {
            var sample = _page.Samples[index];
            var bytes = _page.BytesOf(sample.Line);
            var line = new SampleLine(bytes);
            var bound = MetricIdentity.BoundOf(type, sample.Kind);
            var head = HeadOf(bytes, line, bound, out var isHeadAll, out var spelledBound);
            if (_metric.IsStarted
                && !(isHeadAll && isFirstHeadAll && head.SequenceEqual(firstHead))
                && !MetricIdentity.AreSame(first, firstBound, line, bound))
            {
                if (!TryWriteMetric(first, firstBound, type, ref writer))
                {
                    return false;
                }

                _metric.Clear();
            }

            if (!_metric.IsStarted)
            {
                first = line;
                firstBound = bound;
                firstHead = head;
                isFirstHeadAll = isHeadAll;
            }

            if (!TryGetTime(line, out var time) || (!bound.IsEmpty && spelledBound.IsEmpty))
            {
                return false;
            }

            var number = bound.IsEmpty ? double.NaN : NumberSyntax.ParseFloat(spelledBound);
            if (!_metric.TryAdd(sample.Kind, number, NumberSyntax.ParseFloat(line.Value), time, index, !line.Exemplar.IsEmpty))
            {
                return false;
            }
        }

        return TryWriteMetric(first, firstBound, type, ref writer);
    }

    private bool TryWriteMetric(SampleLine line, ReadOnlySpan<byte> bound, MetricType type, ref WireWriter writer)
    {
        if (!_metric.IsWhole(type))
        {
            return false;
        }

        var message = writer.BeginMessage(ClientModel.Family.Metric);
        WriteLabels(line, bound, ref writer);
        if (type == MetricType.Histogram || type == MetricType.GaugeHistogram)
        {
            WriteTime(_metric.Time, ref writer);
            WriteHistogram(ref writer);
        }
        else
        {
            if (type == MetricType.Counter)
            {
                WriteCounter(ref writer);
            }
            else
            {
                WriteSummary(ref writer);
            }

            WriteTime(_metric.Time, ref writer);
        }

        writer.EndMessage(message);
        return true;
    }

    private void WriteCounter(ref WireWriter writer)
    {
        var value = writer.BeginMessage(ClientModel.Metric.Counter);
        writer.WriteDouble(ClientModel.Counter.Value, _metric.Value);
        WriteExemplar(ClientModel.Counter.Exemplar, _metric.Exemplar, ref writer);
        WireTimestamp.Write(ClientModel.Counter.Created, _metric.Created, ref writer);
        writer.EndMessage(value);
    }

    private void WriteSummary(ref WireWriter writer)
    {
        var value = writer.BeginMessage(ClientModel.Metric.Summary);
        writer.WriteVarint(ClientModel.Summary.SampleCount, ulong.CreateSaturating(_metric.Count));
        writer.WriteDouble(ClientModel.Summary.SampleSum, _metric.Sum);
        foreach (ref var quantile in _metric.Bounded)
        {
            var inner = writer.BeginMessage(ClientModel.Summary.Quantile);
            writer.WriteDouble(ClientModel.Quantile.Rank, quantile.Bound);
            writer.WriteDouble(ClientModel.Quantile.Value, quantile.Value);
            writer.EndMessage(inner);
        }

        WireTimestamp.Write(ClientModel.Summary.Created, _metric.Created, ref writer);
        writer.EndMessage(value);
    }

    private void WriteHistogram(ref WireWriter writer)
    {
        var value = writer.BeginMessage(ClientModel.Metric.Histogram);
        var count = ExactCount.Of(_metric.Count, null);
        if (count is { } exact)
        {
            writer.WriteVarint(ClientModel.Histogram.SampleCount, exact);
        }

        writer.WriteDouble(ClientModel.Histogram.SampleSum, _metric.Sum);
        foreach (ref var bucket in _metric.Bounded)
        {
            var inner = writer.BeginMessage(ClientModel.Histogram.Bucket);
            var cumulative = ExactCount.Of(bucket.Value, null);
            if (cumulative is { } exactCumulative)
            {
                writer.WriteVarint(ClientModel.Bucket.CumulativeCount, exactCumulative);
            }

            writer.WriteDouble(ClientModel.Bucket.UpperBound, bucket.Bound);
            WriteExemplar(ClientModel.Bucket.Exemplar, bucket.Exemplar, ref writer);
            if (cumulative is null)
            {
                writer.WriteDouble(ClientModel.Bucket.CumulativeCountFloat, bucket.Value);
            }

            writer.EndMessage(inner);
        }

        if (count is null)
        {
            writer.WriteDouble(ClientModel.Histogram.SampleCountFloat, _metric.Count);
        }

        WireTimestamp.Write(ClientModel.Histogram.Created, _metric.Created, ref writer);
        writer.EndMessage(value);
    }

    private void WriteExemplar(int field, int sample, ref WireWriter writer)
    {
        if (sample >= 0)
        {
            WireExemplar.Write(field, MetricAssembler.ExemplarOf(new SampleLine(_page.BytesOf(_page.Samples[sample].Line)).Exemplar), ref writer);
        }
    }

    /// <summary>Writes the labels of a line, but for the one that tells its bucket or quantile.</summary>
    private void WriteLabels(SampleLine line, ReadOnlySpan<byte> bound, ref WireWriter writer)
    {
        if (!line.HasLabelSet)
        {
            return;
        }

        foreach (var label in line.Labels)
        {
            if (!bound.IsEmpty && label.Name.SequenceEqual(bound))
            {
                continue;
            }

            var message = writer.BeginMessage(ClientModel.Metric.Label);
            writer.WriteBytes(ClientModel.LabelPair.Name, Plain(label.Name));
            writer.WriteBytes(ClientModel.LabelPair.Value, Plain(label.Value));
            writer.EndMessage(message);
        }
    }

    private static void WriteTime(long? milliseconds, ref WireWriter writer)
    {
        if (milliseconds is { } time)
        {
            writer.WriteVarint(ClientModel.Metric.TimestampMilliseconds, (ulong)time);
        }
    }

    /// <summary>The time of a sample in milliseconds.</summary>
    /// <returns><see langword="false"/> where a message has no way to say it: a zero says that there is none.</returns>
    private bool TryGetTime(SampleLine line, out long? milliseconds)
    {
        milliseconds = null;
        if (line.Timestamp.IsEmpty)
        {
            return true;
        }

        long time;
        if (!_page.IsOpenMetrics)
        {
            time = long.Parse(line.Timestamp, NumberStyles.None, CultureInfo.InvariantCulture);
        }
        else if (!TimeSpelling.TryToMilliseconds(line.Timestamp, out time))
        {
            return false;
        }

        milliseconds = time;
        return time != 0;
    }

    /// <summary>
    /// The labels of a line as they are spelled up to the one that tells its bucket or quantile, or all where there is none. Lines
    /// nearly always end with it, and then those of one metric have this in common.
    /// </summary>
    /// <param name="bytes">The line.</param>
    /// <param name="line">Its parts.</param>
    /// <param name="bound">The name of the label that tells the bucket or quantile; empty where the line is of neither.</param>
    /// <param name="isAll">Whether there is no label behind that one.</param>
    /// <param name="spelledBound">Its value; empty where the line has none.</param>
    private static ReadOnlySpan<byte> HeadOf(
        ReadOnlySpan<byte> bytes, SampleLine line, ReadOnlySpan<byte> bound, out bool isAll, out ReadOnlySpan<byte> spelledBound)
    {
        isAll = true;
        spelledBound = default;
        if (!line.HasLabelSet)
        {
            return default;
        }

        var end = line.LabelsEnd - 1;
        if (!bound.IsEmpty)
        {
            foreach (var label in line.Labels)
            {
                if (label.Name.SequenceEqual(bound))
                {
                    spelledBound = label.Value;
                    isAll = label.End == end;
                    end = label.Start;
                    break;
                }
            }
        }

        // A comma may stand in front of the label that was cut off, or behind the last.
        return bytes[line.LabelsStart..end].TrimEnd((byte)',');
    }

    /// <summary>Puts samples with the same labels side by side, in whatever order they have these.</summary>
    private void PutTogether(MetricType type)
    {
        var metrics = new Dictionary<string, List<int>>(StringComparer.Ordinal);
        var order = new List<List<int>>();
        foreach (var sample in _samples.AsSpan())
        {
            ref var entry = ref _page.Samples[sample];
            var key = MetricIdentity.KeyOf(new SampleLine(_page.BytesOf(entry.Line)), MetricIdentity.BoundOf(type, entry.Kind));
            if (!metrics.TryGetValue(key, out var metric))
            {
                metrics.Add(key, metric = []);
                order.Add(metric);
            }

            metric.Add(sample);
        }

        _samples.Clear();
        foreach (var metric in order)
        {
            foreach (var sample in metric)
            {
                _samples.Add(sample);
            }
        }
    }

    /// <summary>A text without its escapes. Valid until the next call.</summary>
    private ReadOnlySpan<byte> Plain(ReadOnlySpan<byte> text)
    {
        if (text.IndexOf((byte)'\\') < 0)
        {
            return text;
        }

        if (_plain.Length < text.Length)
        {
            _plain = new byte[text.Length * 2];
        }

        return _plain.AsSpan(0, TextEscape.Unescape(text, _plain));
    }
}

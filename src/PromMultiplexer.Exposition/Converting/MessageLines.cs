using System.Buffers;
using System.Buffers.Binary;
using System.Globalization;
using System.Text;

namespace PromMultiplexer.Exposition;

/// <summary>
/// Spells a page of messages out in the lines of text or OpenMetrics, as Go's <c>expfmt</c> does, under the names that
/// Prometheus gives the samples when it reads the messages. Reusable, so that a page of the same kind again allocates nothing
/// but its exemplars; not safe for concurrent use.
/// </summary>
/// <remarks>
/// <para>
/// Prometheus calls the samples of a gauge histogram <c>_bucket</c>, <c>_count</c> and <c>_sum</c>, which in both formats only
/// those of a histogram are called: so a histogram it becomes. A native histogram becomes its count, its sum and the bucket of
/// +Inf. Text has no place for exemplars and for when counting began; neither has one for fields that are not known.
/// </para>
/// <para>
/// A sample of a time before 1970 is left out of text, which no reader would take with it. A label without a value is no
/// label.
/// </para>
/// </remarks>
internal sealed class MessageLines
{
    private readonly ArenaWriter _name = new();
    private readonly ArenaWriter _labels = new();
    private readonly ArenaWriter _exemplar = new();
    private readonly IndexList<ProtobufLabel> _plainLabels = new();
    private readonly CrowdedCounters _crowded = new();

    private bool _isOpenMetrics;
    private bool _isQuoted;
    private long _timestamp;

    /// <summary>
    /// About how many bytes a page is going to have: every line repeats the labels, so that they may be very many more than the
    /// messages have.
    /// </summary>
    public static long Estimate(ProtobufIndex index)
    {
        const int Others = 32;
        var length = 0L;
        foreach (ref var family in index.Families.AsSpan())
        {
            foreach (ref var metric in index.MetricsOf(family))
            {
                length += (long)metric.SampleCount * (family.Name.Length + Math.Max(0, metric.LabelsEnd) + Others);
            }
        }

        return length;
    }

    /// <summary>Writes a page.</summary>
    /// <param name="messages">The page of messages.</param>
    /// <param name="isOpenMetrics">Whether to write OpenMetrics, not text.</param>
    /// <param name="output">Receives the page.</param>
    public void Write(ParsedExposition messages, bool isOpenMetrics, IBufferWriter<byte> output)
    {
        _isOpenMetrics = isOpenMetrics;
        _crowded.Clear();
        var page = new PageOutput(output);
        foreach (ref var family in messages.Messages.Families.AsSpan())
        {
            if (family.MetricCount > 0)
            {
                WriteFamily(messages, family, ref page);
            }
        }

        if (isOpenMetrics)
        {
            page.Write("# EOF\n"u8);
        }

        page.Flush();
    }

    /// <summary>Tells, once the page that was written last has been read, what the lines could not say of it.</summary>
    public void Complete(ParsedExposition lines) => _crowded.GiveType(lines);

    private void WriteFamily(ParsedExposition messages, in ProtobufFamily family, ref PageOutput page)
    {
        var index = messages.Messages;
        var name = index.BytesOf(family.Name);
        var type = TypeOf(family.Type, name);
        var isCrowded = _isOpenMetrics && type == MetricType.Counter && CrowdedCounters.IsOne(messages, name);
        type = isCrowded ? MetricType.Untyped : type;
        _isQuoted = !NameSyntax.IsMetricName(name);
        var bare = _isOpenMetrics && type == MetricType.Counter ? name[..^SampleSuffix.Of(SampleKind.Total).Length] : name;
        TakeName(bare);
        if (isCrowded)
        {
            _crowded.Add(_name.Written);
        }

        if (family.Help.Length > 0)
        {
            WriteKeyword("# HELP "u8, ref page);
            TextEscape.WriteHelp(index.BytesOf(family.Help), _isOpenMetrics, ref page);
            page.Write((byte)'\n');
        }

        WriteKeyword("# TYPE "u8, ref page);
        page.Write(_isOpenMetrics ? TypeNames.InOpenMetrics(type) : TypeNames.InText(type));
        page.Write((byte)'\n');
        if (_isOpenMetrics && family.Unit.Length > 0 && EndsInUnit(bare, index.BytesOf(family.Unit)))
        {
            WriteKeyword("# UNIT "u8, ref page);
            page.Write(index.BytesOf(family.Unit));
            page.Write((byte)'\n');
        }

        foreach (ref var metric in index.MetricsOf(family))
        {
            WriteMetric(index.BytesOf(metric.Message), family.Type, type, ref page);
        }
    }

    /// <summary>The type that a family has among lines.</summary>
    private MetricType TypeOf(MetricType type, ReadOnlySpan<byte> name) => type switch
    {
        MetricType.Counter when _isOpenMetrics && !(name.EndsWith("_total"u8) && name.Length > "_total"u8.Length) => MetricType.Untyped,
        MetricType.GaugeHistogram => MetricType.Histogram,
        _ => type,
    };

    private static bool EndsInUnit(ReadOnlySpan<byte> name, ReadOnlySpan<byte> unit) =>
        UnitSuffix.Ends(name, unit) && NameSyntax.IsMetricName(name);

    private void TakeName(ReadOnlySpan<byte> name)
    {
        _name.Clear();
        if (_isQuoted)
        {
            TextEscape.AppendQuoted(name, _name);
        }
        else
        {
            _name.Append(name);
        }
    }

    private void WriteKeyword(ReadOnlySpan<byte> keyword, ref PageOutput page)
    {
        page.Write(keyword);
        page.Write(_isQuoted ? "\""u8 : default);
        page.Write(_name.Written);
        page.Write(_isQuoted ? "\" "u8 : " "u8);
    }

    private void WriteMetric(ReadOnlySpan<byte> message, MetricType type, MetricType written, ref PageOutput page)
    {
        var labelsEnd = TakePlainLabels(message);
        if (TypeVerdict.IsScalar(type) && PlainMetric.IsNumber(message[labelsEnd..], out var field, out var offset))
        {
            var value = field == FieldOf(type) ? BinaryPrimitives.ReadDoubleLittleEndian(message[(labelsEnd + offset)..]) : 0;
            WriteScalar(new WireCounter { Value = value }, written, ref page);
            return;
        }

        TakeLabels(message, labelsEnd);
        if (_timestamp < 0 && !_isOpenMetrics)
        {
            return;
        }

        switch (type)
        {
            case MetricType.Summary:
                WriteSummary(message, ref page);
                break;
            case MetricType.Histogram or MetricType.GaugeHistogram:
                WriteHistogram(message, ref page);
                break;
            default:
                WriteScalar(ReadScalar(message, FieldOf(type)), written, ref page);
                break;
        }
    }

    /// <summary>Spells out the labels in front of all else, if they need no closer look.</summary>
    /// <returns>How far they reach.</returns>
    private int TakePlainLabels(ReadOnlySpan<byte> message)
    {
        _labels.Clear();
        _timestamp = 0;
        _plainLabels.Clear();
        var end = PlainMetric.ReadLabels(message, 0, _plainLabels);
        if (end < 0)
        {
            return 0;
        }

        foreach (ref readonly var label in _plainLabels.AsSpan())
        {
            if (label.Value.Length > 0)
            {
                Append(message.Slice(label.Name.Start, label.Name.Length), message.Slice(label.Value.Start, label.Value.Length), _labels);
            }
        }

        return end;
    }

    /// <summary>Spells out the labels of a metric from somewhere on, which may stand anywhere among its fields, and finds its time.</summary>
    private void TakeLabels(ReadOnlySpan<byte> message, int start)
    {
        var reader = new WireReader(message, new Slice(start, message.Length - start));
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.Metric.Label:
                    var label = ProtobufLabel.Read(ref reader);
                    if (label.Value.Length > 0)
                    {
                        Append(reader.BytesOf(label.Name), reader.BytesOf(label.Value), _labels);
                    }

                    break;
                case ClientModel.Metric.TimestampMilliseconds:
                    _timestamp = (long)reader.ReadVarint();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }
    }

    private static void Append(ReadOnlySpan<byte> name, ReadOnlySpan<byte> value, ArenaWriter to)
    {
        if (to.Length > 0)
        {
            to.Append((byte)',');
        }

        if (NameSyntax.IsLabelName(name))
        {
            to.Append(name);
        }
        else
        {
            to.Append((byte)'"');
            TextEscape.AppendQuoted(name, to);
            to.Append((byte)'"');
        }

        to.Append("=\""u8);
        TextEscape.AppendQuoted(value, to);
        to.Append((byte)'"');
    }

    /// <summary>The field that has the value of a metric that has one number.</summary>
    private static int FieldOf(MetricType type) => type switch
    {
        MetricType.Counter => ClientModel.Metric.Counter,
        MetricType.Gauge => ClientModel.Metric.Gauge,
        _ => ClientModel.Metric.Untyped,
    };

    private static WireCounter ReadScalar(ReadOnlySpan<byte> message, int field)
    {
        var counter = default(WireCounter);
        var reader = new WireReader(message);
        while (reader.NextField())
        {
            if (reader.Field == field)
            {
                counter.Read(ref reader);
            }
            else
            {
                reader.Skip();
            }
        }

        return counter;
    }

    private void WriteScalar(in WireCounter counter, MetricType written, ref PageOutput page)
    {
        var isCounter = _isOpenMetrics && written == MetricType.Counter;
        StartLine(isCounter ? "_total"u8 : default, ref page);
        EndLabels(ref page);
        WriteNumber(counter.Value, ref page);
        EndLine(isCounter ? counter.Exemplar : null, ref page);
        if (isCounter)
        {
            WriteCreated(counter.Created, ref page);
        }
    }

    private void WriteSummary(ReadOnlySpan<byte> message, ref PageOutput page)
    {
        var count = 0UL;
        var sum = 0.0;
        var created = default(WireTimestamp);
        var reader = new WireReader(message);
        while (reader.NextField())
        {
            if (reader.Field != ClientModel.Metric.Summary)
            {
                reader.Skip();
                continue;
            }

            var end = reader.Enter();
            while (reader.NextField())
            {
                switch (reader.Field)
                {
                    case ClientModel.Summary.SampleCount:
                        count = reader.ReadVarint();
                        break;
                    case ClientModel.Summary.SampleSum:
                        sum = reader.ReadDouble();
                        break;
                    case ClientModel.Summary.Quantile:
                        WriteQuantile(WireSummary.ReadQuantile(ref reader), ref page);
                        break;
                    case ClientModel.Summary.Created:
                        created.Read(ref reader);
                        break;
                    default:
                        reader.Skip();
                        break;
                }
            }

            reader.Leave(end);
        }

        WriteTotals(sum, count, 0, ref page);
        WriteCreated(created, ref page);
    }

    private void WriteQuantile(Quantile quantile, ref PageOutput page)
    {
        StartLine(default, ref page);
        WriteBound("quantile=\""u8, quantile.Rank, ref page);
        WriteNumber(quantile.Value, ref page);
        EndLine(null, ref page);
    }

    private void WriteHistogram(ReadOnlySpan<byte> message, ref PageOutput page)
    {
        var totals = default(WireHistogramTotals);
        var hasInfinity = false;
        var hasSpan = false;
        var reader = new WireReader(message);
        while (reader.NextField())
        {
            if (reader.Field != ClientModel.Metric.Histogram)
            {
                reader.Skip();
                continue;
            }

            var end = reader.Enter();
            while (reader.NextField())
            {
                if (reader.Field == ClientModel.Histogram.Bucket)
                {
                    // Prometheus does not look behind the bucket of +Inf.
                    var bucket = WireBucket.Read(ref reader);
                    if (!hasInfinity)
                    {
                        WriteBucket(bucket, ref page);
                    }

                    hasInfinity |= double.IsPositiveInfinity(bucket.UpperBound);
                }
                else if (!totals.TryRead(ref reader))
                {
                    hasSpan |= reader.Field is ClientModel.Histogram.PositiveSpan or ClientModel.Histogram.NegativeSpan;
                    reader.Skip();
                }
            }

            reader.Leave(end);
        }

        var countFloat = totals.CountsInFloats(hasSpan) ? totals.SampleCountFloat : 0;
        if (!hasInfinity)
        {
            WriteBucket(
                new WireBucket { UpperBound = double.PositiveInfinity, Count = totals.SampleCount, CountFloat = countFloat }, ref page);
        }

        WriteTotals(totals.SampleSum, totals.SampleCount, countFloat, ref page);
        WriteCreated(totals.Created, ref page);
    }

    private void WriteBucket(in WireBucket bucket, ref PageOutput page)
    {
        StartLine("_bucket"u8, ref page);
        WriteBound("le=\""u8, bucket.UpperBound, ref page);
        WriteCount(bucket.Count, bucket.CountFloat, ref page);
        EndLine(_isOpenMetrics ? bucket.Exemplar : null, ref page);
    }

    private void WriteTotals(double sum, ulong count, double countFloat, ref PageOutput page)
    {
        StartLine("_sum"u8, ref page);
        EndLabels(ref page);
        WriteNumber(sum, ref page);
        EndLine(null, ref page);
        StartLine("_count"u8, ref page);
        EndLabels(ref page);
        WriteCount(count, countFloat, ref page);
        EndLine(null, ref page);
    }

    private void WriteCreated(in WireTimestamp created, ref PageOutput page)
    {
        if (_isOpenMetrics && created.IsPresent)
        {
            StartLine("_created"u8, ref page);
            EndLabels(ref page);
            page.Advance(TimeSpelling.FormatCreated(((Int128)created.Seconds * 1_000_000_000) + created.Nanoseconds, page.Reserve(GoNumber.MaxLength * 2)));
            EndLine(null, ref page);
        }
    }

    private void StartLine(ReadOnlySpan<byte> suffix, ref PageOutput page)
    {
        var to = page.Reserve(_name.Length + suffix.Length + _labels.Length + 8);
        var length = 0;
        if (_isQuoted)
        {
            "{\""u8.CopyTo(to);
            length = 2;
        }

        _name.Written.CopyTo(to[length..]);
        length += _name.Length;
        suffix.CopyTo(to[length..]);
        length += suffix.Length;
        if (_isQuoted)
        {
            to[length++] = (byte)'"';
        }

        if (_labels.Length > 0)
        {
            to[length++] = _isQuoted ? (byte)',' : (byte)'{';
            _labels.Written.CopyTo(to[length..]);
            length += _labels.Length;
        }

        page.Advance(length);
    }

    private void EndLabels(ref PageOutput page) => page.Write(_isQuoted || _labels.Length > 0 ? "} "u8 : " "u8);

    private void WriteBound(ReadOnlySpan<byte> label, double bound, ref PageOutput page)
    {
        page.Write(_isQuoted || _labels.Length > 0 ? (byte)',' : (byte)'{');
        page.Write(label);
        WriteNumber(bound, ref page);
        page.Write("\"} "u8);
    }

    /// <summary>OpenMetrics spells floats with a point or an exponent.</summary>
    private void WriteNumber(double value, ref PageOutput page)
    {
        var to = page.Reserve(GoNumber.MaxLength + 2);
        var length = GoNumber.Format(value, to);
        if (_isOpenMetrics && double.IsFinite(value) && to[..length].IndexOfAny((byte)'.', (byte)'e') < 0)
        {
            ".0"u8.CopyTo(to[length..]);
            length += 2;
        }

        page.Advance(length);
    }

    /// <summary>OpenMetrics spells counts without a point, unless they are floats.</summary>
    private void WriteCount(ulong count, double countFloat, ref PageOutput page)
    {
        if (countFloat != 0 || !_isOpenMetrics)
        {
            WriteNumber(countFloat != 0 ? countFloat : count, ref page);
            return;
        }

        var to = page.Reserve(GoNumber.MaxLength);
        count.TryFormat(to, out var length, default, CultureInfo.InvariantCulture);
        page.Advance(length);
    }

    private void EndLine(Exemplar? exemplar, ref PageOutput page)
    {
        WriteTimestamp(_timestamp, isPresent: _timestamp != 0, ref page);
        if (exemplar is not null && ExemplarFit.Fits(exemplar))
        {
            _exemplar.Clear();
            foreach (var label in exemplar.Labels)
            {
                Append(Encoding.UTF8.GetBytes(label.Name), Encoding.UTF8.GetBytes(label.Value), _exemplar);
            }

            page.Write(" # {"u8);
            page.Write(_exemplar.Written);
            page.Write("} "u8);
            WriteNumber(exemplar.Value, ref page);
            var observed = exemplar.Timestamp?.ToUnixTimeMilliseconds();
            WriteTimestamp(observed ?? 0, observed is not null, ref page);
        }

        page.Write((byte)'\n');
    }

    private void WriteTimestamp(long milliseconds, bool isPresent, ref PageOutput page)
    {
        if (!isPresent)
        {
            return;
        }

        page.Write((byte)' ');
        var to = page.Reserve(GoNumber.MaxLength);
        if (_isOpenMetrics)
        {
            page.Advance(TimeSpelling.FormatSeconds(milliseconds, to));
            return;
        }

        milliseconds.TryFormat(to, out var length, default, CultureInfo.InvariantCulture);
        page.Advance(length);
    }
}

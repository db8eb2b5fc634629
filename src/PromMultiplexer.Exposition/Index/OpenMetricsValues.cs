namespace PromMultiplexer.Exposition;

/// <summary>What OpenMetrics asks of the value of a sample, whatever its labels are.</summary>
internal static class OpenMetricsValues
{
    /// <summary>Whether the value of a sample may stand under a type.</summary>
    /// <param name="sampleKind">Which of its family's samples it is.</param>
    /// <param name="value">The value as it is spelled.</param>
    /// <param name="type">The type.</param>
    /// <param name="number">The value of a count, or of a negative sum; else 0.</param>
    public static bool Fit(SampleKind sampleKind, ReadOnlySpan<byte> value, MetricType type, out double number)
    {
        number = 0;
        if (type is MetricType.Info or MetricType.StateSet)
        {
            // Text has neither, so these come from OpenMetrics; only their values have to be looked at.
            var state = NumberSyntax.ParseFloat(value);
            return state == 1 || (type == MetricType.StateSet && state == 0);
        }

        // A text counter x_total is the total of an OpenMetrics counter x.
        var kind = sampleKind == SampleKind.Plain && type == MetricType.Counter ? SampleKind.Total : sampleKind;
        switch (kind)
        {
            case SampleKind.Bucket or SampleKind.Count or SampleKind.GaugeCount:
                number = NumberSyntax.ParseFloat(value);
                return number >= 0 && (double.IsInfinity(number) || number == Math.Floor(number));
            case SampleKind.Total or SampleKind.Sum or SampleKind.GaugeSum:
                if (NameSyntax.IsDigitByte(value[0]))
                {
                    return true;
                }

                number = NumberSyntax.ParseFloat(value);
                return number >= 0 || (kind == SampleKind.GaugeSum && !double.IsNaN(number));
            case SampleKind.Plain:
                return !SampleFit.IsNegative(value);
            default:
                return true;
        }
    }
}

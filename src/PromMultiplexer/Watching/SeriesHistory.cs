using PromMultiplexer.Exposition;
using PromMultiplexer.Measuring;
using PromMultiplexer.Scraping;

namespace PromMultiplexer.Watching;

/// <summary>Remembers the latest values of series, from one scrape to the next.</summary>
internal sealed class SeriesHistory
{
    private const int Length = 16;

    private Dictionary<string, Series> _series = new(StringComparer.Ordinal);

    /// <summary>Takes a scrape down. A series that is not in it is forgotten.</summary>
    public IReadOnlyList<WatchedSeries> Add(IEnumerable<MetricSample> samples, ScrapeTarget target, DateTimeOffset time)
    {
        var series = new Dictionary<string, Series>(StringComparer.Ordinal);
        var watched = new List<WatchedSeries>();
        foreach (var sample in samples)
        {
            var key = Cardinality.KeyOf(sample);
            if (series.ContainsKey(key))
            {
                continue;
            }

            var known = _series.GetValueOrDefault(key) ?? new Series();
            series.Add(key, known);
            var rate = known.Rate(sample, time);
            known.Keep(sample, time, sample.IsCumulative ? rate : sample.Value);
            watched.Add(new WatchedSeries
            {
                Time = time,
                Name = sample.Name,
                Labels = sample.Labels,
                Value = sample.Value,
                Rate = rate,
                History = known.Points,
                Unit = sample.Unit,
                Container = target.Container,
                Url = target.Url,
            });
        }

        _series = series;
        return watched;
    }

    private sealed class Series
    {
        private readonly Queue<double> _points = new();
        private double _value;
        private DateTimeOffset? _time;

        public double[] Points => [.. _points];

        public double? Rate(MetricSample sample, DateTimeOffset time)
        {
            if (!sample.IsCumulative || _time is not { } before || time <= before)
            {
                return null;
            }

            // What has become less has started again from zero.
            var growth = sample.Value < _value ? sample.Value : sample.Value - _value;
            return growth / (time - before).TotalSeconds;
        }

        public void Keep(MetricSample sample, DateTimeOffset time, double? point)
        {
            (_value, _time) = (sample.Value, time);
            if (point is { } known)
            {
                if (_points.Count == Length)
                {
                    _points.Dequeue();
                }

                _points.Enqueue(known);
            }
        }
    }
}

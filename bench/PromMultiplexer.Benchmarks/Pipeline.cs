using PromMultiplexer.Exposition;

namespace PromMultiplexer.Benchmarks;

/// <summary>What happens to the pages of some containers between two scrapes: read, label, merge, write.</summary>
internal sealed class Pipeline
{
    private readonly Payload _payload;
    private readonly byte[][] _pages;
    private readonly ExpositionFormat _target;
    private readonly Source[] _sources;
    private readonly LabeledExposition[] _labeled;
    private readonly FamilyMerger _merger = new();
    private readonly FixedOutput _output;
    private MergedExposition? _merged;
    private int _round;

    public Pipeline(Payload payload, ExpositionFormat target, int containers = 1, bool hasSeriesThatComeAndGo = false)
    {
        _payload = payload;
        _pages = hasSeriesThatComeAndGo ? payload.ChangingPages : payload.Pages;
        _target = target;
        _sources = [.. Enumerable.Range(0, containers).Select(i => new Source($"container-{i}"))];
        _labeled = new LabeledExposition[containers];
        Read(isFirst: true);
        Label();
        Merge();
        _output = new FixedOutput((int)_merged!.GetLength(target) + (payload.Samples * containers * 32) + (256 * 1024));
        Write();
    }

    /// <summary>The next round of scrapes.</summary>
    /// <param name="isFirst">Read as if there had been none before.</param>
    public int Scrape(bool isFirst)
    {
        Read(isFirst);
        Label();
        Merge();
        return Write();
    }

    public void Read(bool isFirst, ReadMode mode = ReadMode.Tolerant)
    {
        _round++;
        var page = _pages[_round % _pages.Length];
        foreach (var source in _sources)
        {
            source.Read(page, _payload.Format, mode, isFirst);
        }
    }

    public void Label()
    {
        for (var i = 0; i < _sources.Length; i++)
        {
            _labeled[i] = _sources[i].Label();
        }
    }

    public void Merge() => _merged = _merger.Merge(_labeled, _target);

    public int Write()
    {
        _output.Clear();
        _merged!.WriteTo(_output, _target);
        return _output.Length;
    }

    /// <summary>One container: the page that was read last, and the one that is read next.</summary>
    private sealed class Source(string name)
    {
        private readonly LabelInjector _injector = new("container", name);
        private ParsedExposition _current = new();
        private ParsedExposition _spare = new();
        private LabeledExposition _labeled = new();
        private LabeledExposition _spareLabeled = new();

        public void Read(byte[] page, ExpositionFormat format, ReadMode mode, bool isFirst)
        {
            if (ExpositionReader.Read(page, format, mode, _spare, isFirst ? null : _current) is { } error)
            {
                throw new InvalidOperationException(error.ToString());
            }

            (_current, _spare) = (_spare, _current);
        }

        public LabeledExposition Label()
        {
            (_labeled, _spareLabeled) = (_spareLabeled, _labeled);
            if (_injector.Label(_current, _labeled) is { } error)
            {
                throw new InvalidOperationException(error.ToString());
            }

            return _labeled;
        }
    }
}

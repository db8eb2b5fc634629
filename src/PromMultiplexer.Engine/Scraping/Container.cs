using System.Diagnostics;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>
/// One container: how it is scraped, its latest good page and how it fares. One scrape writes at a time; any number of requests read.
/// </summary>
internal sealed class Container : IDisposable
{
    private readonly Lock _gate = new();
    private readonly RequestedScrape _requested = new();
    private readonly TaskCompletionSource _firstScrape = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly SnapshotPool _snapshots;
    private readonly TimeSpan _patience;
    private readonly TimeSpan _staleFor;
    private readonly TimeSpan _linger;
    private readonly ChangeCounter _changes;
    private readonly MultiplexerVitals _vitals;

    // Only for times that are shown. Whatever is measured is measured on the stopwatch, which nobody sets.
    private readonly TimeProvider _clock;

    private Snapshot? _current;
    private ContainerState _state;
    private long _downSince;
    private int _lastLength;
    private long _lastIndexBytes;
    private ScrapeError? _leftOut;
    private DateTimeOffset _leftOutTime;
    private long _leftOutAt;
    private bool _isFarewell;

    public Container(
        Target target, MultiplexerOptions options, SnapshotPool snapshots, ChangeCounter changes, MultiplexerVitals vitals, Log log, TimeProvider? clock = null)
    {
        Target = target;
        Url = target.UrlWith(options.Endpoint);
        RequestUrl = target.RequestUrlWith(options.Endpoint);
        Fetcher = PageFetcher.For(target, options);
        Filter = target.Filter.Over(options.Filter);
        Injector = new LabelInjector(options.ContainerLabel, target.Container, options.OnLabelCollision);
        Log = new ContainerLog(log, target.Container, Url);
        _snapshots = snapshots;
        _patience = target.ScrapeTimeout ?? options.ScrapeTimeout;
        _staleFor = options.StaleFor;
        _linger = options.Linger;
        _changes = changes;
        _vitals = vitals;
        _clock = clock ?? TimeProvider.System;
        _state = new ContainerState { Name = target.Container, Url = Url };
    }

    public Target Target { get; }

    public string Name => Target.Container;

    public Uri Url { get; }

    /// <summary>What is asked for, on a connection that the fetcher makes.</summary>
    public Uri RequestUrl { get; }

    /// <summary>Fetches the container's pages.</summary>
    public PageFetcher Fetcher { get; }

    /// <summary>What is taken of the container's pages.</summary>
    public ExpositionFilter Filter { get; }

    public LabelInjector Injector { get; }

    public ContainerLog Log { get; }

    /// <summary>Counts what can be seen of this container alone.</summary>
    public ChangeCounter Changes { get; } = new();

    /// <summary>Completes when the first scrape has ended, well or not.</summary>
    public Task FirstScrape => _firstScrape.Task;

    /// <summary>How the container fares now.</summary>
    public ContainerState State
    {
        get
        {
            lock (_gate)
            {
                return !_state.Up || (IsUp && _leftOut is null) ? _state
                    : !IsUp ? _state with { Up = false }
                    : _state with { Up = false, LastError = _leftOut, LastErrorTime = _leftOutTime, LastErrorAt = _leftOutAt };
            }
        }
    }

    /// <summary>Whether nobody is there any more: the container has ended, or has not begun.</summary>
    public bool IsGone
    {
        get
        {
            lock (_gate)
            {
                return HasGone;
            }
        }
    }

    private bool IsUp => _state.Up && !_requested.IsLate;

    private bool HasGone => !_state.Up && _state.LastScrape is not null && _state.LastError?.Failure is ScrapeFailure.Refused or ScrapeFailure.Connection;

    // The latest page if it may be seen. It may be there longer than that, in case that it is to be shown once more.
    private Snapshot? Shown => _state.Up || (_isFarewell && HasGone) || Stopwatch.GetElapsedTime(_downSince) < _staleFor ? _current : null;

    /// <summary>Why the merged page goes without the container although its scrape was good; <see langword="null"/> if it does not.</summary>
    public ScrapeError? LeftOut
    {
        get
        {
            lock (_gate)
            {
                return _leftOut;
            }
        }

        set
        {
            lock (_gate)
            {
                if (_leftOut != value)
                {
                    _leftOut = value;
                    _leftOutTime = _clock.GetUtcNow();
                    _leftOutAt = Stopwatch.GetTimestamp();
                }
            }
        }
    }

    /// <summary>What to tell those who ask for the container's page when there is none.</summary>
    public string WhyDown
    {
        get
        {
            lock (_gate)
            {
                return $"Container {Name} is down: {(IsUp ? null : _state.LastError)?.ToString() ?? "its scrape has not ended"}.";
            }
        }
    }

    /// <summary>What the latest page needs a format for.</summary>
    public PageContent Content
    {
        get
        {
            lock (_gate)
            {
                return Shown?.Content ?? PageContent.Text;
            }
        }
    }

    /// <summary>The latest page, with a reference for the caller to release; <see langword="null"/> where there is none.</summary>
    public Snapshot? AcquireLatest()
    {
        lock (_gate)
        {
            _current?.Acquire();
            return _current;
        }
    }

    /// <summary>Whether a scrape that was asked for has not ended, so that whoever asks now gets what it brings.</summary>
    public bool IsScraping
    {
        get
        {
            lock (_gate)
            {
                return _requested.IsUnderWay;
            }
        }
    }

    /// <summary>Says that somebody asked for a scrape, which is to begin.</summary>
    public void BeginScrape()
    {
        lock (_gate)
        {
            _requested.Begin();
        }
    }

    /// <summary>A snapshot to scrape into, with one reference. Where there is no memory, those who scrape already are waited for.</summary>
    /// <exception cref="OperationCanceledException"><paramref name="stop"/> was cancelled.</exception>
    public ValueTask<Snapshot> TakeSnapshotAsync(CancellationToken stop) =>
        _snapshots.TakeAsync(Volatile.Read(ref _lastLength), Volatile.Read(ref _lastIndexBytes), _patience, stop);

    /// <summary>Frees what is kept for scrapes and that no scrape has, so that the next one has more.</summary>
    public void FreeSpareMemory() => _snapshots.FreeSpare();

    /// <summary>Makes <paramref name="snapshot"/> the latest page. The caller's reference goes with it.</summary>
    /// <returns>Why not, if not. Then the caller keeps its reference.</returns>
    public ScrapeError? Succeeded(Snapshot snapshot, TimeSpan duration)
    {
        Snapshot? replaced;
        bool isLate;
        lock (_gate)
        {
            if (!_snapshots.TryShow(snapshot, _current))
            {
                return Snapshot.NoMemory;
            }

            // Whoever joined the scrape asked before this moment, so that to him the page is one of his round.
            snapshot.Stamp();
            replaced = _current;
            _current = snapshot;
            _lastLength = snapshot.Body.Length;
            _lastIndexBytes = snapshot.IndexBytes;
            _state = _state with
            {
                Up = true,
                Samples = snapshot.SampleCount,
                BodyBytes = snapshot.Body.Length,
                Format = snapshot.Format,
                Duration = duration,
                LastScrape = _clock.GetUtcNow(),
            };

            // Those who have longer than others still get this page. But only one in time for all says that the container is back.
            isLate = _requested.End(isGood: true);
            _downSince = isLate ? Stopwatch.GetTimestamp() : _downSince;
        }

        replaced?.Release();
        Changes.Increment();
        _changes.Increment();
        _firstScrape.TrySetResult();
        if (!isLate)
        {
            Log.Succeeded();
        }

        return null;
    }

    /// <summary>Records a failure, and withdraws the latest page when its time is over.</summary>
    public void Failed(ScrapeError error, TimeSpan duration)
    {
        var now = _clock.GetUtcNow();
        Snapshot? withdrawn;
        bool isNews;
        bool isCounted;
        lock (_gate)
        {
            isNews = _state.Up || _state.LastScrape is null;
            if (isNews && !_requested.IsLate)
            {
                _downSince = Stopwatch.GetTimestamp();
            }

            isCounted = _requested.End(isGood: false) && error.Failure == ScrapeFailure.Timeout;

            _state = _state with
            {
                Up = false,
                Samples = 0,
                BodyBytes = 0,
                Duration = duration,
                LastScrape = now,
                LastError = error,
                LastErrorTime = now,
                LastErrorAt = Stopwatch.GetTimestamp(),
                Failures = _state.Failures + (isCounted ? 0 : 1),
            };
            withdrawn = WithdrawIfStale();
        }

        withdrawn?.Release();
        if (!isCounted)
        {
            _vitals.CountFailure(Name, error.Failure);
            Log.Failed(error);
        }

        Changes.Increment();
        if (isNews || withdrawn is not null)
        {
            _changes.Increment();
        }

        _firstScrape.TrySetResult();
    }

    /// <summary>
    /// Records that somebody could not wait any longer for the scrape that is under way. The container is down then, until one has ended
    /// in time for all who asked. However many are cut off from one scrape, that counts once.
    /// </summary>
    /// <param name="waited">How long that was.</param>
    /// <param name="since">When the round began: if a scrape has ended since then, nobody was cut off.</param>
    public void CutOff(TimeSpan waited, long since)
    {
        var error = new ScrapeError(ScrapeFailure.Timeout, $"no complete answer within {Durations.Spell(waited)}, and whoever asked waits no longer");
        lock (_gate)
        {
            if (_requested.IsCutOff || _current?.TakenAt >= since || _state.LastErrorAt >= since)
            {
                return;
            }

            if (IsUp)
            {
                _downSince = Stopwatch.GetTimestamp();
            }

            _requested.CutOff();
            _state = _state with
            {
                LastError = error,
                LastErrorTime = _clock.GetUtcNow(),
                LastErrorAt = Stopwatch.GetTimestamp(),
                Failures = _state.Failures + 1,
            };
        }

        _vitals.CountFailure(Name, error.Failure);
        Changes.Increment();
        _changes.Increment();
        Log.Failed(error);
    }

    /// <summary>From now on, if the container has gone or goes, what it said last stays on the page.</summary>
    /// <returns>Whether there is anything to wait for: the container is there, or has said something.</returns>
    public bool BeginFarewell()
    {
        Snapshot? withdrawn;
        bool isWorthIt;
        lock (_gate)
        {
            withdrawn = WithdrawIfStale();
            _isFarewell = true;
            isWorthIt = _current is not null || !HasGone;
        }

        withdrawn?.Release();
        Changes.Increment();
        return isWorthIt;
    }

    /// <summary>What a page takes from the container now. The snapshot in it is to be released.</summary>
    /// <param name="since">What the container answered before counts as down; 0 for whatever it answered last.</param>
    public ContainerView Look(long since)
    {
        Snapshot? withdrawn;
        ContainerView view;
        lock (_gate)
        {
            withdrawn = WithdrawIfStale();
            var isCutOff = _state.Up && (since == 0 ? _requested.IsLate : _current?.TakenAt < since);
            var isUp = _state.Up && !isCutOff;

            // What is stale by permission is older than the round.
            var taken = !isCutOff || Stopwatch.GetElapsedTime(_downSince) < _staleFor ? Shown : null;
            taken?.Acquire();
            view = new ContainerView(taken, isUp, _state.LastScrape is not null, _state.Duration, isUp ? null : _state.LastError);
        }

        withdrawn?.Release();
        return view;
    }

    /// <summary>Gives back the latest page, for good, and closes the connections. No scrape may be under way.</summary>
    public void Dispose()
    {
        Snapshot? withdrawn;
        lock (_gate)
        {
            (withdrawn, _current) = (_current, null);
        }

        withdrawn?.Release();
        Fetcher.Dispose();
    }

    private Snapshot? WithdrawIfStale()
    {
        if (Shown is not null || (HasGone && Stopwatch.GetElapsedTime(_downSince) < _linger))
        {
            return null;
        }

        var withdrawn = _current;
        _current = null;
        return withdrawn;
    }
}

using System.Diagnostics;
using System.Globalization;
using PromMultiplexer.Exposition;

namespace PromMultiplexer.Engine;

/// <summary>
/// Tells how a container fares: when it goes down, when the reason changes and when it is back, and nothing in between.
/// Safe for concurrent use.
/// </summary>
internal sealed class ContainerLog(Log log, string container, Uri url)
{
    private readonly Lock _gate = new();
    private ScrapeFailure? _failure;
    private long _downSince;
    private long _failures;
    private string? _contentType;

    public void Failed(ScrapeError error)
    {
        lock (_gate)
        {
            if (_failure is null)
            {
                _downSince = Stopwatch.GetTimestamp();
                _failures = 0;
            }

            _failures++;
            if (_failure != error.Failure)
            {
                log.Warn(
                    _failure is null ? "container is down" : "container is still down, for another reason",
                    ("container", container), ("url", url.OriginalString), ("reason", error.Failure.Spell()), ("error", error.Text));
                _failure = error.Failure;
            }
        }
    }

    public void Succeeded()
    {
        lock (_gate)
        {
            if (_failure is not null)
            {
                log.Info(
                    "container is back",
                    ("container", container), ("url", url.OriginalString),
                    ("after", Durations.Spell(Stopwatch.GetElapsedTime(_downSince))),
                    ("failures", _failures.ToString(CultureInfo.InvariantCulture)));
                _failure = null;
            }
        }
    }

    /// <summary>Notes that the Content-Type did not tell the format. Said once, and again when the header changes.</summary>
    public void ReadAs(ExpositionFormat format, string why)
    {
        if (_contentType != why)
        {
            _contentType = why;
            log.Warn("page is read in the fallback format", ("container", container), ("format", format.ToString()), ("because", why));
        }
    }
}

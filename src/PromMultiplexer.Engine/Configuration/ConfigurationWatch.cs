namespace PromMultiplexer.Engine;

/// <summary>
/// Has a multiplexer follow its files: looks whether they have changed, and if they have, reads them and goes on with what they say.
/// What is wrong is said once, and then everything stays as it was.
/// </summary>
/// <param name="source">Where the options come from.</param>
/// <param name="multiplexer">Who goes on with them.</param>
/// <param name="vitals">Tell how it went.</param>
/// <param name="changes">Counts that as something new.</param>
/// <param name="log">Tells what happened.</param>
internal sealed class ConfigurationWatch(OptionsSource source, Multiplexer multiplexer, MultiplexerVitals vitals, ChangeCounter changes, Log log)
{
    private readonly SemaphoreSlim _asked = new(0);

    /// <summary>Asks for the files to be read now, changed or not.</summary>
    public void Ask() => _asked.Release();

    /// <summary>Runs until <paramref name="stop"/> is cancelled. Never throws.</summary>
    public async Task RunAsync(CancellationToken stop)
    {
        var interval = multiplexer.Options.ReloadInterval;
        try
        {
            while (true)
            {
                var isAsked = await _asked.WaitAsync(interval > TimeSpan.Zero ? interval : Timeout.InfiniteTimeSpan, stop).ConfigureAwait(false);

                // However many have asked up to now: what is read next is what all of them meant.
                while (_asked.Wait(0, CancellationToken.None))
                {
                }

                await ReloadAsync(isAsked, stop).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            // That is how it ends.
        }
    }

    private async Task ReloadAsync(bool isAsked, CancellationToken stop)
    {
        try
        {
            if (!isAsked && !await Detached(() => source.HasChanged, stop).ConfigureAwait(false))
            {
                return;
            }

            var reading = await Detached(() => source.Read(multiplexer.Options), stop).ConfigureAwait(false);
            if (!reading.IsValid)
            {
                Refuse(reading.Problem.ToString());
                return;
            }

            foreach (var warning in reading.Warnings)
            {
                log.Warn("check the configuration", ("detail", warning.ToString()));
            }

            TellOfRestart(reading.Wanted!);
            Tell(reading.RefusedTargets);
            await multiplexer.ChangeAsync(reading.Options).ConfigureAwait(false);
            vitals.ReloadSucceeded();
            changes.Increment();
            log.Info("configuration read again");
        }
        catch (MultiplexerStartException refused)
        {
            Refuse($"{refused.Message} {refused.Remedy}");
        }
        catch (Exception fault) when (fault is not OperationCanceledException)
        {
            // No fault of ours in one file may keep the next from being read.
            vitals.ReloadFailed();
            changes.Increment();
            log.Error("reading the configuration ended in a fault", ("fault", fault.ToString()));
        }
    }

    /// <summary>Tells what is wrong in the file of targets.</summary>
    public void Tell(IReadOnlyList<FlagProblem> refusedTargets)
    {
        foreach (var problem in refusedTargets)
        {
            log.Warn("target refused", ("error", problem.ToString()));
            vitals.TargetRefused();
        }
    }

    // A file that hangs must not hold up the stop. The next read begins when this one has ended.
    private static Task<T> Detached<T>(Func<T> read, CancellationToken stop) => Task.Run(read, CancellationToken.None).WaitAsync(stop);

    private void Refuse(string why)
    {
        vitals.ReloadFailed();
        changes.Increment();
        log.Error("the configuration is refused, and the one before stays", ("error", why));
    }

    private void TellOfRestart(MultiplexerOptions wanted)
    {
        foreach (var flag in Flags.All.Where(flag => flag.IsFixed))
        {
            var current = flag.ValueIn(multiplexer.Options);
            if (flag.ValueIn(wanted) != current)
            {
                log.Warn("this setting needs a restart", ("setting", flag.Name), ("is", current), ("wanted", flag.ValueIn(wanted)));
            }
        }
    }
}

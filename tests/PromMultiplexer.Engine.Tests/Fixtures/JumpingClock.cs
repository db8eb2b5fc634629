namespace PromMultiplexer.Engine.Tests;

/// <summary>A clock on the wall that somebody sets. Its timers and its stopwatch are nobody's: whoever uses them fails.</summary>
internal sealed class JumpingClock : TimeProvider
{
    private long _offset;

    public void Jump(TimeSpan by) => Interlocked.Add(ref _offset, by.Ticks);

    public override DateTimeOffset GetUtcNow() => System.GetUtcNow() + new TimeSpan(Interlocked.Read(ref _offset));

    public override long GetTimestamp() => throw new NotSupportedException();

    public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) => throw new NotSupportedException();
}

namespace PromMultiplexer.Exposition;

/// <summary>A <c>google.protobuf.Timestamp</c> that is being read.</summary>
internal struct WireTimestamp
{
    private const long NanosecondsPerTick = 100;

    /// <summary>Whether the page has one.</summary>
    public bool IsPresent { get; private set; }

    /// <summary>The seconds since 1970, rounded down.</summary>
    public long Seconds { get; private set; }

    /// <summary>The nanoseconds since then.</summary>
    public int Nanoseconds { get; private set; }

    /// <summary>Reads the message that is the present field's value. One that comes again adds to the first, as in all of protobuf.</summary>
    public void Read(ref WireReader reader)
    {
        IsPresent = true;
        var outerEnd = reader.Enter();
        while (reader.NextField())
        {
            switch (reader.Field)
            {
                case ClientModel.Timestamp.Seconds:
                    Seconds = (long)reader.ReadVarint();
                    break;
                case ClientModel.Timestamp.Nanoseconds:
                    Nanoseconds = (int)reader.ReadVarint();
                    break;
                default:
                    reader.Skip();
                    break;
            }
        }

        reader.Leave(outerEnd);
    }

    /// <summary>The time to 100 ns, which is how .NET counts; <see langword="null"/> where there is none or .NET cannot tell it.</summary>
    public readonly DateTimeOffset? ToTime()
    {
        if (!IsPresent)
        {
            return null;
        }

        var ticks = ((Int128)Seconds * TimeSpan.TicksPerSecond)
            + (long)Math.Floor(Nanoseconds / (double)NanosecondsPerTick)
            + DateTimeOffset.UnixEpoch.Ticks;
        return ticks >= DateTimeOffset.MinValue.Ticks && ticks <= DateTimeOffset.MaxValue.Ticks
            ? new DateTimeOffset((long)ticks, TimeSpan.Zero)
            : null;
    }

    /// <summary>Writes a time as a message.</summary>
    public static void Write(int field, DateTimeOffset? time, ref WireWriter writer)
    {
        if (time is not { } given)
        {
            return;
        }

        var (seconds, ticks) = Math.DivRem(given.UtcTicks - DateTimeOffset.UnixEpoch.Ticks, TimeSpan.TicksPerSecond);
        if (ticks < 0)
        {
            seconds--;
            ticks += TimeSpan.TicksPerSecond;
        }

        // The one message here that is proto3 everywhere: a zero is not written.
        var message = writer.BeginMessage(field);
        if (seconds != 0)
        {
            writer.WriteVarint(ClientModel.Timestamp.Seconds, (ulong)seconds);
        }

        if (ticks != 0)
        {
            writer.WriteVarint(ClientModel.Timestamp.Nanoseconds, (ulong)(ticks * NanosecondsPerTick));
        }

        writer.EndMessage(message);
    }
}

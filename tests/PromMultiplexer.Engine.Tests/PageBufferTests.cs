namespace PromMultiplexer.Engine.Tests;

public sealed class PageBufferTests
{
    [Fact]
    public void What_is_written_in_pieces_is_there_in_one()
    {
        var buffer = new PageBuffer();
        var expected = Enumerable.Range(0, 100_000).Select(i => (byte)(i * 7)).ToArray();

        for (var i = 0; i < expected.Length; i += 777)
        {
            var piece = expected.AsSpan(i, Math.Min(777, expected.Length - i));
            piece.CopyTo(buffer.GetSpan(piece.Length));
            buffer.Advance(piece.Length);
        }

        Assert.Equal(expected, buffer.Written.ToArray());
    }

    [Fact]
    public void Using_it_again_takes_no_new_memory()
    {
        var buffer = new PageBuffer();
        Fill(buffer, 500_000);
        var capacity = buffer.Capacity;

        for (var i = 0; i < 1000; i++)
        {
            buffer.Clear();
            Fill(buffer, i % 20 == 0 ? 500_000 : 1);
        }

        Assert.Equal(capacity, buffer.Capacity);
    }

    [Fact]
    public void Memory_is_given_back_when_pages_stay_small()
    {
        var buffer = new PageBuffer();
        Fill(buffer, 10_000_000);

        for (var i = 0; i < 100; i++)
        {
            buffer.Clear();
            Fill(buffer, 1000);
        }

        Assert.InRange(buffer.Capacity, 1000, 100_000);
    }

    [Fact]
    public void Reserved_room_is_enough()
    {
        var buffer = new PageBuffer();
        buffer.Reserve(1_000_000);
        var capacity = buffer.Capacity;

        Fill(buffer, 1_000_000);

        Assert.Equal(capacity, buffer.Capacity);
    }

    [Fact]
    public void More_than_there_is_room_for_cannot_be_claimed()
    {
        var buffer = new PageBuffer();
        var room = buffer.GetSpan(10).Length;

        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(room + 1));
        Assert.Throws<ArgumentOutOfRangeException>(() => buffer.Advance(-1));
    }

    private static void Fill(PageBuffer buffer, int count)
    {
        buffer.GetSpan(count)[..count].Fill(1);
        buffer.Advance(count);
    }
}

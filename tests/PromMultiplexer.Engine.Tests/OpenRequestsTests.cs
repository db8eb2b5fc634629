namespace PromMultiplexer.Engine.Tests;

public sealed class OpenRequestsTests
{
    [Fact]
    public async Task End_with_the_last_that_was_in_when_they_were_closed()
    {
        var requests = new OpenRequests();
        Assert.True(requests.TryEnter());
        Assert.True(requests.TryEnter());

        var end = requests.CloseAsync();
        requests.Leave();
        Assert.False(end.IsCompleted);
        requests.Leave();

        await end.WaitAsync(Patience.Long);
        Assert.False(requests.TryEnter());
    }

    [Fact]
    public void End_at_once_where_there_are_none()
    {
        var requests = new OpenRequests();
        Assert.True(requests.TryEnter());
        requests.Leave();

        Assert.True(requests.CloseAsync().IsCompletedSuccessfully);
        Assert.False(requests.TryEnter());
    }

    [Fact]
    public async Task Are_counted_from_many_threads()
    {
        var requests = new OpenRequests();
        var entered = 0;
        var left = 0;
        var coming = Task.WhenAll(Enumerable.Range(0, 4).Select(_ => Task.Run(() =>
        {
            while (requests.TryEnter())
            {
                Interlocked.Increment(ref entered);
                Interlocked.Increment(ref left);
                requests.Leave();
            }
        })));

        await requests.CloseAsync().WaitAsync(Patience.Long);
        Assert.False(requests.TryEnter());
        await coming.WaitAsync(Patience.Long);

        Assert.Equal(entered, left);
    }
}

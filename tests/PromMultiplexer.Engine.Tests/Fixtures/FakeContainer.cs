using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PromMultiplexer.Engine.Tests;

/// <summary>A container whose port answers whatever a test wants. Raw sockets, so that it can be wrong in every way.</summary>
internal sealed class FakeContainer : IAsyncDisposable
{
    /// <summary>Bound but never listening: nobody else gets the port, and it refuses while there is no listener.</summary>
    private readonly Socket _port;
    private readonly IPEndPoint _endPoint;
    private readonly ConcurrentBag<FakeRequest> _requests = [];
    private readonly Lock _gate = new();
    private readonly List<(int Count, TaskCompletionSource Reached)> _waiting = [];
    private readonly TaskCompletionSource _left = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private Socket? _listener;
    private CancellationTokenSource _life = new();
    private Task _accepting = Task.CompletedTask;
    private int _connections;
    private int _inFlight;

    private FakeContainer(IPAddress address, Answer answer)
    {
        Answer = answer;
        _port = Bind(new IPEndPoint(address, 0));
        _endPoint = (IPEndPoint)_port.LocalEndPoint!;
    }

    /// <summary>What is answered from now on.</summary>
    public Answer Answer { get; set; }

    public int Port => _endPoint.Port;

    public IReadOnlyCollection<FakeRequest> Requests => _requests;

    public int Connections => Volatile.Read(ref _connections);

    /// <summary>Completes when a connection was ended by the other side.</summary>
    public Task Left => _left.Task;

    /// <summary>The most requests that were ever being answered at once.</summary>
    public int MostInFlight { get; private set; }

    public static FakeContainer Start(Answer answer) => Start(IPAddress.Loopback, answer);

    /// <summary>A container that serves <paramref name="page"/> as text 0.0.4.</summary>
    public static FakeContainer Serving(string page) => Start(Answers.Page(page));

    public static FakeContainer Start(IPAddress address, Answer answer)
    {
        var container = new FakeContainer(address, answer);
        container.Listen();
        return container;
    }

    /// <summary>A container that has a port on which nobody listens.</summary>
    public static FakeContainer Dead() => new(IPAddress.Loopback, Answers.Page(""));

    /// <summary>Completes when <paramref name="count"/> requests have arrived since the start.</summary>
    public Task RequestsReach(int count)
    {
        lock (_gate)
        {
            if (_requests.Count >= count)
            {
                return Task.CompletedTask;
            }

            var reached = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
            _waiting.Add((count, reached));
            return reached.Task.WaitAsync(Patience.Long);
        }
    }

    /// <summary>Completes when <paramref name="count"/> more requests have arrived.</summary>
    public Task MoreRequests(int count) => RequestsReach(_requests.Count + count);

    /// <summary>Ends the container as the kernel ends a killed process: all its connections break, and its port refuses.</summary>
    public async Task KillAsync()
    {
        await _life.CancelAsync();
        _listener?.Dispose();
        await _accepting;
    }

    /// <summary>Starts the container again on the same port.</summary>
    public void Listen()
    {
        _life = new CancellationTokenSource();
        var listener = _listener = Bind(_endPoint);
        listener.Listen();
        _accepting = Task.Run(() => AcceptAsync(listener, _life.Token));
    }

    public async ValueTask DisposeAsync()
    {
        await KillAsync();
        _port.Dispose();
    }

    private static Socket Bind(IPEndPoint endPoint)
    {
        var socket = new Socket(endPoint.AddressFamily, SocketType.Stream, ProtocolType.Tcp);
        socket.SetSocketOption(SocketOptionLevel.Socket, SocketOptionName.ReuseAddress, true);
        socket.Bind(endPoint);
        return socket;
    }

    private async Task AcceptAsync(Socket listener, CancellationToken stop)
    {
        var serving = new List<Task>();
        try
        {
            while (true)
            {
                var socket = await listener.AcceptAsync(stop);
                var connection = Interlocked.Increment(ref _connections);
                serving.Add(Task.Run(() => ServeAsync(socket, connection, stop), CancellationToken.None));
            }
        }
        catch (Exception e) when (e is OperationCanceledException or SocketException or ObjectDisposedException)
        {
            await Task.WhenAll(serving);
        }
    }

    private async Task ServeAsync(Socket socket, int connection, CancellationToken stop)
    {
        using var _ = socket;
        try
        {
            var reader = new StreamReader(new NetworkStream(socket), Encoding.Latin1);
            while (await reader.ReadLineAsync(stop) is { } line)
            {
                var headers = new Dictionary<string, string>(StringComparer.OrdinalIgnoreCase);
                while (await reader.ReadLineAsync(stop) is { Length: > 0 } header)
                {
                    var colon = header.IndexOf(':');
                    headers.Add(header[..colon], header[(colon + 1)..].Trim());
                }

                var inFlight = Interlocked.Increment(ref _inFlight);
                Record(new FakeRequest(line, headers, connection), inFlight);
                try
                {
                    await Answer(new FakeConnection(socket, stop));
                }
                finally
                {
                    Interlocked.Decrement(ref _inFlight);
                }
            }

            _left.TrySetResult();
        }
        catch (Exception e) when (e is IOException or SocketException or OperationCanceledException or ObjectDisposedException)
        {
            // The other side has gone, or the container was killed.
        }
    }

    private void Record(FakeRequest request, int inFlight)
    {
        lock (_gate)
        {
            MostInFlight = Math.Max(MostInFlight, inFlight);
            _requests.Add(request);
            foreach (var (_, reached) in _waiting.Where(waiting => _requests.Count >= waiting.Count))
            {
                reached.TrySetResult();
            }
        }
    }
}

using System.Diagnostics;
using System.Globalization;
using System.IO.Compression;
using System.Net;
using System.Net.Sockets;
using System.Text;

namespace PromMultiplexer.Load;

/// <summary>
/// Asks the containers for their pages, spread over the interval as the multiplexer does, but on one thread and with plain sockets,
/// and looks at nothing of what it receives: what asking costs at least.
/// </summary>
internal static class BareClient
{
    private static readonly byte[] s_request = "GET /metrics HTTP/1.1\r\nHost: localhost\r\nAccept-Encoding: gzip\r\n\r\n"u8.ToArray();

    public static void Run(string[] flags)
    {
        new Thread(() => Serve(Number(flags, "--export_to="))) { IsBackground = true }.Start();
        var interval = TimeSpan.FromMilliseconds(Number(flags, "--scrape_interval="));
        var containers = flags.Where(flag => flag.StartsWith("--container_to_port_map=", StringComparison.Ordinal))
            .Select(flag => Connect(int.Parse(flag.AsSpan(flag.LastIndexOf(':') + 1), CultureInfo.InvariantCulture)))
            .ToList();
        var buffer = new byte[64 * 1024];
        var start = Stopwatch.GetTimestamp();
        for (var scrape = 0; ; scrape++)
        {
            var container = containers[scrape % containers.Count];
            container.Send(s_request);
            ReceivePage(container, buffer);
            var due = interval / containers.Count * (scrape + 1);
            Thread.Sleep(TimeSpan.FromTicks(Math.Max(0, (due - Stopwatch.GetElapsedTime(start)).Ticks)));
        }
    }

    private static int Number(string[] flags, string name) =>
        int.Parse(flags.Single(flag => flag.StartsWith(name, StringComparison.Ordinal)).AsSpan(name.Length), CultureInfo.InvariantCulture);

    private static Socket Connect(int port)
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        socket.Connect(IPAddress.Loopback, port);
        return socket;
    }

    private static void ReceivePage(Socket container, byte[] buffer)
    {
        var length = container.Receive(buffer);
        var head = buffer.AsSpan(0, length);
        var end = head.IndexOf("\r\n\r\n"u8) + 4;
        var size = head[(head.IndexOf("Content-Length: "u8) + 16)..end];
        var rest = int.Parse(size[..size.IndexOf((byte)'\r')], CultureInfo.InvariantCulture) - (length - end);
        while (rest > 0)
        {
            rest -= container.Receive(buffer);
        }
    }

    /// <summary>Answers those who read the page with an empty one.</summary>
    private static void Serve(int port)
    {
        using var body = new MemoryStream();
        using (var gzip = new GZipStream(body, CompressionLevel.Fastest, leaveOpen: true))
        {
            gzip.Write("\n"u8);
        }

        byte[] answer =
        [
            .. Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\nContent-Encoding: gzip\r\nContent-Length: {body.Length}\r\n\r\n"),
            .. body.ToArray(),
        ];
        using var listener = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
        listener.Bind(new IPEndPoint(IPAddress.Loopback, port));
        listener.Listen();
        while (true)
        {
            var connection = listener.Accept();
            new Thread(() => Answer(connection, answer)) { IsBackground = true }.Start();
        }
    }

    private static void Answer(Socket connection, byte[] answer)
    {
        using var _ = connection;
        var request = new byte[16 * 1024];
        while (connection.Receive(request) > 0)
        {
            connection.Send(answer);
        }
    }
}

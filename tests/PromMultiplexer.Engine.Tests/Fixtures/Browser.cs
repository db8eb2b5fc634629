using System.Diagnostics;
using System.Net.WebSockets;
using System.Text.Json;

namespace PromMultiplexer.Engine.Tests;

/// <summary>A Chromium without a window, led over its DevTools protocol.</summary>
internal sealed class Browser : IAsyncDisposable
{
    private const string Command = "chromium";

    private readonly DirectoryInfo _profile;
    private readonly Process _process;
    private readonly ClientWebSocket _socket = new();
    private readonly List<string> _complaints = [];
    private string? _session;
    private int _lastId;

    private Browser(DirectoryInfo profile, Process process) => (_profile, _process) = (profile, process);

    /// <summary>Whether there is one on the PATH.</summary>
    public static bool IsInstalled =>
        (Environment.GetEnvironmentVariable("PATH") ?? "").Split(Path.PathSeparator).Any(folder => File.Exists(Path.Combine(folder, Command)));

    /// <summary>What the browser has logged about pages: blocked by a policy, not found, not understood.</summary>
    public IReadOnlyList<string> Complaints => _complaints;

    public static async Task<Browser> StartAsync()
    {
        var profile = Directory.CreateTempSubdirectory("browser-");
        var process = Process.Start(new ProcessStartInfo(
            Command,
            ["--headless=new", "--no-sandbox", "--disable-gpu", "--hide-scrollbars", "--disable-dev-shm-usage", "--remote-debugging-port=0", $"--user-data-dir={profile.FullName}", "about:blank"])
        {
            RedirectStandardError = true,
        })!;
        var browser = new Browser(profile, process);
        await browser.ConnectAsync().WaitAsync(Patience.Long);
        return browser;
    }

    /// <summary>Opens a page on a screen of a size and in a scheme of colours.</summary>
    public async Task OpenAsync(string url, int width, string scheme)
    {
        await SendAsync("Emulation.setDeviceMetricsOverride", $$"""{"width":{{width}},"height":900,"deviceScaleFactor":1,"mobile":false}""");
        await SendAsync("Emulation.setEmulatedMedia", $$"""{"features":[{"name":"prefers-color-scheme","value":"{{scheme}}"}]}""");
        await SendAsync("Page.navigate", $$"""{"url":"{{url}}"}""");
        while ((await EvaluateAsync("document.readyState + ' ' + location.href")) != $"complete {url}")
        {
            await Task.Delay(20);
        }
    }

    /// <summary>What a piece of script says of the page.</summary>
    public async Task<string> EvaluateAsync(string script)
    {
        var answer = await SendAsync("Runtime.evaluate", $$"""{"expression":{{JsonSerializer.Serialize($"String({script})")}}}""");
        return answer.GetProperty("result").GetProperty("value").GetString()!;
    }

    public async ValueTask DisposeAsync()
    {
        _socket.Dispose();
        _process.Kill(entireProcessTree: true);
        await _process.WaitForExitAsync();
        _process.Dispose();
        try
        {
            _profile.Delete(recursive: true);
        }
        catch (IOException)
        {
            // A child of the browser may still be writing its last.
        }
    }

    private async Task ConnectAsync()
    {
        const string Announcement = "DevTools listening on ";
        while (await _process.StandardError.ReadLineAsync() is { } line)
        {
            if (line.StartsWith(Announcement, StringComparison.Ordinal))
            {
                await _socket.ConnectAsync(new Uri(line[Announcement.Length..]), CancellationToken.None);
                _ = _process.StandardError.ReadToEndAsync();
                var target = (await SendAsync("Target.createTarget", """{"url":"about:blank"}""")).GetProperty("targetId").GetString();
                _session = (await SendAsync("Target.attachToTarget", $$"""{"targetId":"{{target}}","flatten":true}""")).GetProperty("sessionId").GetString();
                await SendAsync("Log.enable", "{}");
                return;
            }
        }

        throw new InvalidOperationException("The browser has ended.");
    }

    private async Task<JsonElement> SendAsync(string method, string parameters)
    {
        using var patience = new CancellationTokenSource(Patience.Long);
        var id = ++_lastId;
        var session = _session is null ? "" : $",\"sessionId\":\"{_session}\"";
        await _socket.SendAsync(
            System.Text.Encoding.UTF8.GetBytes($"{{\"id\":{id},\"method\":\"{method}\",\"params\":{parameters}{session}}}"), WebSocketMessageType.Text, true, patience.Token);
        while (true)
        {
            using var message = JsonDocument.Parse(await ReceiveAsync(patience.Token));
            if (message.RootElement.TryGetProperty("method", out var name) && name.GetString() == "Log.entryAdded")
            {
                _complaints.Add(message.RootElement.GetProperty("params").GetProperty("entry").GetProperty("text").GetString()!);
            }
            else if (message.RootElement.TryGetProperty("id", out var answered) && answered.GetInt32() == id)
            {
                return message.RootElement.GetProperty("result").Clone();
            }
        }
    }

    private async Task<byte[]> ReceiveAsync(CancellationToken cancellationToken)
    {
        var message = new MemoryStream();
        var buffer = new byte[16 * 1024];
        while (true)
        {
            var part = await _socket.ReceiveAsync(buffer, cancellationToken);
            message.Write(buffer, 0, part.Count);
            if (part.EndOfMessage)
            {
                return message.ToArray();
            }
        }
    }
}

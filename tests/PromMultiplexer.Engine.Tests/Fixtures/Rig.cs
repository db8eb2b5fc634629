using System.Net;
using System.Net.Http.Headers;

namespace PromMultiplexer.Engine.Tests;

/// <summary>A multiplexer over fake containers, with a client and its log.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private Rig(Multiplexer multiplexer, RecordingSink log)
    {
        Multiplexer = multiplexer;
        Log = log;
        Client = new HttpClient(new SocketsHttpHandler { UseProxy = false, AutomaticDecompression = DecompressionMethods.None })
        {
            BaseAddress = new Uri($"http://127.0.0.1:{multiplexer.Port}"),
            Timeout = Patience.Long,
            DefaultRequestHeaders = { { ScrapeDeadline.Header, "60" } }, // the first round is waited for, however long it takes
        };
    }

    public Multiplexer Multiplexer { get; }

    public RecordingSink Log { get; }

    public HttpClient Client { get; }

    /// <summary>Options for tests: loopback, any port, a short interval.</summary>
    public static MultiplexerOptions Options { get; } = new()
    {
        ListenAddress = "127.0.0.1",
        ExportTo = 0,
        ScrapeInterval = TimeSpan.FromMilliseconds(20),
        ScrapeTimeout = Patience.Long,
    };

    /// <summary>So long that there is no second scrape.</summary>
    public static TimeSpan Never { get; } = TimeSpan.FromDays(1);

    public static Task<Rig> StartAsync(params ReadOnlySpan<(string Name, FakeContainer Container)> containers) =>
        StartAsync(Options, containers);

    public static Task<Rig> StartAsync(MultiplexerOptions options, params ReadOnlySpan<(string Name, FakeContainer Container)> containers) =>
        StartAsync(options with { Targets = Targets(containers) });

    public static async Task<Rig> StartAsync(MultiplexerOptions options, OptionsSource? source = null)
    {
        var log = new RecordingSink();
        return new Rig(await Multiplexer.StartAsync(options, log, source), log);
    }

    /// <summary>One that follows the files of its options.</summary>
    public static Task<Rig> StartAsync(OptionsSource source)
    {
        var reading = source.Read();
        Assert.Null(reading.Problem?.ToString());
        return StartAsync(reading.Options!, source);
    }

    /// <summary>Gives the multiplexer other options and other containers.</summary>
    public Task ChangeAsync(MultiplexerOptions options, params ReadOnlySpan<(string Name, FakeContainer Container)> containers) =>
        Multiplexer.ChangeAsync(options with { Targets = Targets(containers) });

    /// <summary>The merged page.</summary>
    public Task<string> GetPageAsync() => Client.GetStringAsync(Multiplexer.Options.Endpoint);

    /// <summary>The merged page without the multiplexer's own metrics.</summary>
    public async Task<string> GetContainersPageAsync() => WithoutVitals(await GetPageAsync());

    /// <summary>The value of one sample on the merged page, given as it is spelled there; <see langword="null"/> if it is not there.</summary>
    public async Task<double?> GetValueAsync(string sample) => Value(await GetPageAsync(), sample);

    public static double? Value(string page, string sample)
    {
        var line = page.Split('\n').SingleOrDefault(line => line.StartsWith(sample + " ", StringComparison.Ordinal));
        return line is null ? null : double.Parse(line[(sample.Length + 1)..]);
    }

    public static string WithoutVitals(string page) => string.Concat(page
        .Split('\n', StringSplitOptions.RemoveEmptyEntries)
        .Where(line => !line.StartsWith("multiplexer_", StringComparison.Ordinal) && !(line.StartsWith('#') && line.Split(' ')[2].StartsWith("multiplexer_", StringComparison.Ordinal)))
        .Select(line => line + "\n"));

    /// <summary>Asks with these headers.</summary>
    public Task<HttpResponseMessage> SendAsync(HttpMethod method, string path, params ReadOnlySpan<(string Name, string Value)> headers)
    {
        var request = new HttpRequestMessage(method, path);
        foreach (var (name, value) in headers)
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>All headers of an answer but the date, one a line.</summary>
    public static string Headers(HttpResponseMessage response) => string.Join('\n', Enumerable
        .Concat<KeyValuePair<string, HeaderStringValues>>(response.Headers.NonValidated, response.Content.Headers.NonValidated)
        .Where(header => header.Key != "Date")
        .Select(header => $"{header.Key}: {header.Value}")
        .Order(StringComparer.Ordinal));

    private static List<Target> Targets(ReadOnlySpan<(string Name, FakeContainer Container)> containers)
    {
        var targets = new List<Target>();
        foreach (var (name, container) in containers)
        {
            targets.Add(new Target(name, container.Port));
        }

        return targets;
    }

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Multiplexer.DisposeAsync();
    }
}

namespace PromMultiplexer.RealPrograms.Tests;

/// <summary>Asks programs on this machine for pages.</summary>
internal static class Http
{
    private static readonly HttpClient Client = new(new SocketsHttpHandler { UseProxy = false }) { Timeout = TimeSpan.FromSeconds(20) };

    /// <summary>The body that a URL answers with; anything but a success is an exception.</summary>
    public static Task<string> GetAsync(string url) => Client.GetStringAsync(url);
}
